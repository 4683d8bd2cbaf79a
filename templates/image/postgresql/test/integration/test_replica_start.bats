#!/usr/bin/env bats
# How a replica comes to its data, and what it does when it cannot.

load ../helpers.bash

setup_file() { begin_file; }
teardown_file() { end_file; }

@test "replica first: it waits, says so, then streams" {
    replica pg2
    eventually 15 says pg2 "waiting for the primary pg1:5432"
    primary pg1
    eventually 45 streams pg2
}

@test "a primary that is absent: the replica fails after PRIMARY_WAIT_TIMEOUT, with the last error" {
    local begun=$SECONDS left
    replica pg4 -e PRIMARY_HOST=pg1 -e PRIMARY_PORT=6543 -e PRIMARY_WAIT_TIMEOUT=2
    [ "$(status pg4)" = 1 ]
    [ $((SECONDS - begun)) -ge 2 ]
    says pg4 "the primary pg1:6543 did not answer within 2 s:"
    says pg4 "Connection refused"
    left=$(in_volume pg4 find . -mindepth 1)
    [ "$left" = "" ]
}

@test "a wrong password is the last error too" {
    password=wrong replica pg5 -e PRIMARY_WAIT_TIMEOUT=1
    [ "$(status pg5)" = 1 ]
    says pg5 'password authentication failed for user "replicator"'
    silent pg5 wrong
}

@test "killed in mid-clone and started again: a clean clone" {
    sql pg1 "CREATE TABLE big AS SELECT n, repeat(md5(n::text), 20) AS text FROM generate_series(1, 10000) n"
    # of some 30 MB
    wrap pg_basebackup 'set -- --max-rate=128k "$@"'
    replica pg3 "${wrapped[@]}"
    eventually 30 says pg3 "base backup of pg1:5432 begins"
    eventually 30 in_volume pg3 test -e .pgprov-new/data/backup_label
    docker kill "$PREFIX-pg3" >/dev/null
    [ "$(in_volume pg3 ls -A)" = .pgprov-new ]
    in_volume pg3 touch .pgprov-new/data/left-behind
    unwrap pg_basebackup
    docker start "$PREFIX-pg3" >/dev/null
    eventually 60 streams pg3
    says pg3 "a former start was interrupted: beginning anew"
    eventually 20 replayed pg3 "SELECT count(*) FROM big" 10000
    inside pg3 test ! -e /var/lib/postgresql/data/left-behind -a ! -e /var/lib/postgresql/data/.pgprov-new
}

@test "killed while the complete clone is moved into place: the move is finished" {
    docker stop "$PREFIX-pg3" >/dev/null
    # as such a kill leaves it
    # shellcheck disable=SC2016  # for the inner shell
    in_volume pg3 bash -c 'mkdir -p .pgprov-new/data && printf "kind=clone\nstate=moving\nwaldir=\n" >.pgprov-new/marker && mv PG_VERSION global pg_wal .pgprov-new/data'
    docker start "$PREFIX-pg3" >/dev/null
    eventually 30 streams pg3
    says pg3 "moving it into place"
    inside pg3 test ! -e /var/lib/postgresql/data/.pgprov-new
}

@test "stopped while it waits, and in mid-clone: at once, with the status of the signal" {
    replica pg6 -e PRIMARY_PORT=6543
    eventually 15 says pg6 "waiting for the primary"
    docker stop "$PREFIX-pg6" >/dev/null
    [ "$(status pg6)" = 143 ]
    wrap pg_basebackup 'set -- --max-rate=128k "$@"'
    again pg6 replica "${wrapped[@]}"
    eventually 30 says pg6 "base backup of pg1:5432 begins"
    eventually 30 in_volume pg6 test -e .pgprov-new/data/backup_label
    docker kill -s INT "$PREFIX-pg6" >/dev/null
    [ "$(status pg6)" = 130 ]
    in_volume pg6 test ! -e PG_VERSION -a -e .pgprov-new/marker
}

@test "a data directory with something else in it is refused and unchanged" {
    local before
    volume pg7
    in_volume pg7 bash -c 'mkdir photos && echo precious >photos/one.jpg && chmod 0755 .'
    before=$(fingerprint pg7)
    replica pg7
    [ "$(status pg7)" = 1 ]
    says pg7 "/var/lib/postgresql/data is not empty and holds no PostgreSQL cluster: it is left as it is"
    [ "$(fingerprint pg7)" = "$before" ]
    again pg7 primary
    [ "$(status pg7)" = 1 ]
    [ "$(fingerprint pg7)" = "$before" ]
}

@test "a staging directory that is not ours is refused and unchanged" {
    local before
    volume pg8
    in_volume pg8 bash -c 'mkdir -p .pgprov-new/photos && echo precious >.pgprov-new/photos/one.jpg'
    before=$(fingerprint pg8)
    replica pg8
    [ "$(status pg8)" = 1 ]
    [ "$(fingerprint pg8)" = "$before" ]
}

@test "a slot that lost its WAL: its replica says that only an empty volume helps; with one the slot is made anew" {
    docker stop "$PREFIX-pg3" >/dev/null
    sql pg1 "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'"
    sql pg1 "ALTER SYSTEM SET wal_keep_size = 0"
    sql pg1 "SELECT pg_reload_conf()"
    sql pg1 "DO \$\$ BEGIN FOR i IN 1..4 LOOP PERFORM pg_switch_wal(); CREATE TABLE x (); DROP TABLE x; END LOOP; END \$\$"
    sql pg1 "SELECT pg_switch_wal()"
    sql pg1 "CHECKPOINT"
    eventually 10 replayed pg1 "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'pg3'" lost
    sql pg1 "ALTER SYSTEM RESET ALL"
    sql pg1 "SELECT pg_reload_conf()"
    docker start "$PREFIX-pg3" >/dev/null
    eventually 30 says pg3 "the primary has removed WAL that this replica needs: give it an empty volume"
    eventually 30 unfit pg3 "replica, not streaming: the primary has removed WAL that this replica needs: give it an empty volume"
    docker rm -f "$PREFIX-pg3" >/dev/null
    docker volume rm "$PREFIX-pg3" >/dev/null
    replica pg3
    eventually 45 streams pg3
    [ "$(sql pg1 "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'pg3'")" = reserved ]
}

@test "what the image cannot run with comes with a base backup, which is copied once" {
    sql pg1 "ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'"
    replica pg10
    [ "$(status pg10)" != 0 ]
    sql pg1 "ALTER SYSTEM RESET shared_preload_libraries"
    says pg10 "shared_preload_libraries names what this image has not: no_such_library"
    docker start "$PREFIX-pg10" >/dev/null
    [ "$(status pg10)" = 1 ]
    [ "$(logs pg10 | grep -c "base backup of pg1:5432 begins")" = 1 ]
    in_volume pg10 sed -i /shared_preload_libraries/d postgresql.auto.conf
    docker start "$PREFIX-pg10" >/dev/null
    eventually 30 streams pg10
    docker rm -f "$PREFIX-pg10" >/dev/null
}

@test "a primary whose configuration is elsewhere, as on Debian hosts" {
    start bare --entrypoint bash -- -ec 'initdb -D /tmp/data >/dev/null && mkdir /tmp/conf && cd /tmp/data && mv postgresql.conf pg_*.conf /tmp/conf
        echo "host replication replicator all scram-sha-256" >>/tmp/conf/pg_hba.conf
        exec postgres -c config_file=/tmp/conf/postgresql.conf -c data_directory=/tmp/data -c hba_file=/tmp/conf/pg_hba.conf -c ident_file=/tmp/conf/pg_ident.conf'
    eventually 20 sql bare "SET password_encryption = 'scram-sha-256'; CREATE ROLE replicator LOGIN REPLICATION PASSWORD 'secret'"
    replica pg9 -e PRIMARY_HOST=bare
    eventually 30 replayed pg9 "SELECT status FROM pg_stat_wal_receiver" streaming
    [ "$(sql pg9 "SHOW log_timezone") $(sql pg9 "SHOW listen_addresses")" = "Etc/UTC *" ]
    docker rm -f "$PREFIX-bare" "$PREFIX-pg9" >/dev/null
}

@test "hostile names: user, application name, synchronous replicas, primary, data directory, WAL directory" {
    local user="it's \"me\" \\ \$x" name='Rack-1 "x" '"'y'" host="it's\"pg1\"\\\$x" pgdata="/var/lib/postgresql/data/it's \"my\" \\ \$x %s *" address
    docker rm -f "$PREFIX-pg3" >/dev/null
    again pg1 primary -e REPLICATION_USER="$user" -e REPLICATION_SYNCHRONOUS_MODE=true -e REPLICATION_SYNCHRONOUS_REPLICAS="other, $name"
    eventually 30 answers pg1
    eventually 15 says pg1 "the former replication role replicator is still there, with its password, but pg_hba.conf has no row for it any more"
    address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$PREFIX-pg1")
    again pg2 replica --add-host "$host:$address" -e REPLICATION_USER="$user" -e REPLICATION_APPNAME="$name" -e PRIMARY_HOST="$host" \
        -e PGDATA="$pgdata" -e POSTGRES_INITDB_WALDIR="$pgdata-wal"
    eventually 45 replayed pg1 "SELECT application_name || '|' || usename || '|' || sync_state FROM pg_stat_replication" "$name|$user|quorum"
    [ "$(sql pg1 "SELECT slot_name FROM pg_replication_slots WHERE active")" = 'rack_1__x___y_' ]
    [ "$(sql pg1 "SHOW synchronous_standby_names")" = 'ANY 1 ("other","Rack-1 ""x"" '"'y'"'")' ]
    [ "$(sql pg2 "SHOW data_directory")" = "$pgdata" ]
    [ "$(inside pg2 readlink "$pgdata/pg_wal")" = "$pgdata-wal" ]
    eventually 30 healthy pg2
    says pg2 "base backup of $host:5432 begins"
    # a later start, and one after a kill
    docker kill "$PREFIX-pg2" >/dev/null
    docker start "$PREFIX-pg2" >/dev/null
    eventually 45 replayed pg1 "SELECT application_name || '|' || sync_state FROM pg_stat_replication" "$name|quorum"
    says pg2 "removing $pgdata/postmaster.pid of a container that was killed"
}

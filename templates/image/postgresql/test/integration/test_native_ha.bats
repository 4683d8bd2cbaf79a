#!/usr/bin/env bats
# A primary and its replicas, on the built image.

load ../helpers.bash

setup_file() {
    begin_file
    export superuser=boss
}
teardown_file() { end_file; }

@test "a primary and two replicas stream, and rows arrive" {
    primary pg1 -e POSTGRES_USER=boss
    replica pg2
    replica pg3
    eventually 30 streams pg2 pg3
    sql pg1 "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n"
    eventually 10 replayed pg2 "SELECT count(*) FROM t" 1000
    eventually 10 replayed pg3 "SELECT count(*) FROM t" 1000
    [ "$(sql pg1 "SELECT string_agg(slot_name || ' ' || active || ' ' || wal_status, ',' ORDER BY slot_name) FROM pg_replication_slots")" = "pg2 true reserved,pg3 true reserved" ]
    eventually 15 healthy pg1
    eventually 15 healthy pg2
    silent pg1 "FATAL:  role"
    silent pg1 "FATAL:  database \""
    silent pg2 "FATAL:  role"
}

@test "what native means is in force, on the primary and on a replica" {
    local name
    for name in pg1 pg2; do
        [ "$(sql $name "SELECT string_agg(current_setting(s), ' ') FROM unnest(ARRAY['listen_addresses', 'wal_level', 'max_wal_senders', 'wal_keep_size', 'hot_standby', 'wal_log_hints', 'password_encryption', 'cluster_name']) s")" = "* replica 10 256MB on on scram-sha-256 $name" ]
        [ "$(sql $name "SELECT setting::int > 0 FROM pg_settings WHERE name = 'max_slot_wal_keep_size'")" = t ]
    done
    [ "$(sql pg1 "SELECT rolcanlogin, rolreplication, rolsuper FROM pg_roles WHERE rolname = 'replicator'")" = 't|t|f' ]
    [ "$(sql pg1 "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'replicator'")" = SCRAM-SHA-256 ]
    [ "$(sql pg1 "SELECT string_agg(address || ' ' || auth_method, ',' ORDER BY line_number) FROM pg_hba_file_rules WHERE database = '{replication}' AND user_name = '{replicator}' AND type = 'host'")" = '0.0.0.0 scram-sha-256,:: scram-sha-256' ]
    [ "$(sql pg2 "SELECT pg_is_in_recovery()")" = t ]
}

@test "no password stands in primary_conninfo, in argv, in the log or in the files of the server" {
    local name said
    said=$(sql pg2 "SHOW primary_conninfo")
    [[ $said == *passfile=* && $said != *secret* ]]
    for name in pg1 pg2; do
        # shellcheck disable=SC2016  # for the inner shell
        inside $name bash -c '! cat /proc/*/cmdline | tr "\0" "\n" | grep "[s]ecret"'
        # shellcheck disable=SC2016
        inside $name bash -c '! grep -l secret $PGDATA/*.conf'
        inside $name bash -c '! tr "\0" "\n" </proc/$(head -n 1 $PGDATA/postmaster.pid)/environ | grep -i password'
        silent $name secret
    done
    [ "$(inside pg2 stat -c '%a %U' /run/postgresql/.pgprov/passfile)" = '600 postgres' ]
}

@test "nothing runs as root, and process 1 leaves no zombies" {
    # of another account none, and of ours some
    [ "$(inside pg1 bash -c 'cat /proc/[0-9]*/status 2>/dev/null | awk "/^Uid:/ { count++; if (\$2 != 999) print } END { print (count > 5) }"')" = 1 ]
    # where the image has a row of its own, root of the container gets in too
    docker exec -u 0 "$PREFIX-pg1" psql -X -U boss -d template1 -c "SELECT 1"
    inside pg1 bash -c '(sleep 0.2 & sleep 0.1 &)'
    eventually 30 inside pg1 bash -c '! cat /proc/[0-9]*/stat 2>/dev/null | grep " (sleep) "'
}

@test "restarted, all is still in force, and a restart in any order streams again" {
    docker stop "$PREFIX-pg1" "$PREFIX-pg2" "$PREFIX-pg3" >/dev/null
    [ "$(status pg1)" = 0 ]
    [ "$(status pg2)" = 0 ]
    docker start "$PREFIX-pg2" >/dev/null
    eventually 15 answers pg2
    eventually 30 says pg2 "the primary pg1:5432 does not answer"
    docker start "$PREFIX-pg1" "$PREFIX-pg3" >/dev/null
    eventually 30 streams pg2 pg3
    says pg2 "it is taken for a valid replica"
    [ "$(sql pg1 "SHOW wal_keep_size") $(sql pg1 "SHOW hot_standby") $(sql pg2 "SHOW wal_keep_size") $(sql pg2 "SHOW hot_standby")" = "256MB on 256MB on" ]
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 30 streams pg2 pg3
    sql pg1 "INSERT INTO t VALUES (0)"
    eventually 10 replayed pg3 "SELECT count(*) FROM t" 1001
    # the role is as it is wanted, and no login was needed to know it
    [ "$(logs pg1 | grep -c "has been brought to what is wanted")" = 1 ]
    silent pg1 "FATAL:  password authentication failed"
    silent pg1 "trying whether the role"
}

@test "a killed primary comes back, whatever has the number of its former server now" {
    docker kill "$PREFIX-pg1" >/dev/null
    docker start "$PREFIX-pg1" >/dev/null
    eventually 15 answers pg1
    says pg1 "removing /var/lib/postgresql/data/postmaster.pid of a container that was killed"
    says pg1 "removing /var/run/postgresql/.s.PGSQL.5432.lock of a container that was killed"
    eventually 30 streams pg2 pg3
}

@test "data in which a server runs that is none of the image's is refused and unchanged; where it was killed, it is taken over" {
    local before locks=/usr/local/lib/pgprov/entrypoint.d/scripts/init/locks.sh
    # two minutes are for servers that have nothing open
    sed 's/^readonly foreign_patience=.*/readonly foreign_patience=2/' "$root/entrypoint.d/scripts/init/locks.sh" >"$BATS_FILE_TMPDIR/locks.sh"
    grep -q '=2$' "$BATS_FILE_TMPDIR/locks.sh"
    chmod 0755 "$BATS_FILE_TMPDIR" && chmod 0644 "$BATS_FILE_TMPDIR/locks.sh"
    docker stop "$PREFIX-pg3" >/dev/null
    docker run -d --name "$PREFIX-stranger" --label "$label=$PREFIX" --network none -v "$PREFIX-pg3:/var/lib/postgresql/data" --entrypoint postgres "$image" >/dev/null
    eventually 15 inside stranger pg_isready -q
    before=$(in_volume pg3 sha256sum postmaster.pid pgprov.conf pg_hba.conf)
    docker start "$PREFIX-pg3" >/dev/null
    [ "$(status pg3)" = 1 ]
    says pg3 "a server that this image has not started runs in /var/lib/postgresql/data (postmaster.pid, process 1)"
    [ "$(in_volume pg3 sha256sum postmaster.pid pgprov.conf pg_hba.conf)" = "$before" ]
    docker rm -f "$PREFIX-stranger" >/dev/null
    docker start "$PREFIX-pg3" >/dev/null
    eventually 10 unfit pg3 "looking whether a server of another image still runs here"
    says pg3 "looking for up to 125 s whether it runs"
    docker stop "$PREFIX-pg3" >/dev/null
    [ "$(status pg3)" = 143 ]
    in_volume pg3 test -e postmaster.pid
    again pg3 replica -v "$BATS_FILE_TMPDIR/locks.sh:$locks:ro"
    eventually 30 streams pg3
    says pg3 "that server was killed, removing its postmaster.pid"
}

@test "a password changed by the environment: both sides follow at their next start" {
    local password=$'o\'ther "pass" \\ : $HOME %s äöü'
    again pg1 primary
    eventually 15 says pg1 "the replication role replicator has been brought to what is wanted"
    again pg2 replica
    again pg3 replica
    eventually 30 streams pg2 pg3
    inside pg3 psql -X -w -d "host=pg1 user=replicator passfile=/run/postgresql/.pgprov/passfile replication=true" -c IDENTIFY_SYSTEM
    silent pg1 "o'ther"
    silent pg2 "o'ther"
    # the same password again: no new verifier
    local verifier
    verifier=$(sql pg1 "SELECT rolpassword FROM pg_authid WHERE rolname = 'replicator'")
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 15 says pg1 "primary of native replication"
    eventually 30 streams pg2 pg3
    [ "$(sql pg1 "SELECT rolpassword FROM pg_authid WHERE rolname = 'replicator'")" = "$verifier" ]
}

@test "a role that was spoilt by hand is brought back at the next start" {
    local password=$'o\'ther "pass" \\ : $HOME %s äöü'
    sql pg1 "ALTER ROLE replicator NOLOGIN NOREPLICATION VALID UNTIL '2000-01-01'"
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 30 replayed pg1 "SELECT rolcanlogin AND rolreplication FROM pg_roles WHERE rolname = 'replicator'" t
    eventually 30 streams pg2 pg3
}

@test "a slot that was dropped by hand is made again when the replica starts" {
    docker stop "$PREFIX-pg3" >/dev/null
    eventually 10 sql pg1 "SELECT pg_drop_replication_slot('pg3')"
    docker start "$PREFIX-pg3" >/dev/null
    eventually 30 streams pg3
    [ "$(sql pg1 "SELECT active FROM pg_replication_slots WHERE slot_name = 'pg3'")" = t ]
}

@test "changed settings take effect, and a replica takes what its primary needs" {
    local password=$'o\'ther "pass" \\ : $HOME %s äöü'
    again pg1 primary -e POSTGRESQL_CONFIG_max_connections=140 -e POSTGRESQL_CONFIG_wal_keep_size=512MB -e POSTGRESQL_CONFIG_pgprov.test="it's \\ me"
    eventually 15 answers pg1
    [ "$(sql pg1 "SHOW max_connections") $(sql pg1 "SHOW wal_keep_size") $(sql pg1 "SHOW pgprov.test")" = "140 512MB it's \\ me" ]
    # the standby cannot go on with less (13 ends, later ones pause); when it starts again it has as much
    halted() { ended pg2 || replayed pg2 "SELECT pg_get_wal_replay_pause_state()" paused; }
    eventually 30 halted
    docker restart "$PREFIX-pg2" "$PREFIX-pg3" >/dev/null
    eventually 30 streams pg2 pg3
    says pg2 "max_connections is 140 instead of 100"
    [ "$(sql pg2 "SHOW max_connections")" = 140 ]
}

@test "a setting that the server would not start with: told, and the former file stays" {
    local before
    before=$(in_volume pg1 sha256sum pgprov.conf)
    again pg1 primary -e POSTGRESQL_CONFIG_work_mem=lots
    [ "$(status pg1)" = 1 ]
    says pg1 'setting work_mem: invalid value for parameter "work_mem": "lots"'
    # in a file of the user's own
    in_volume pg1 bash -c 'cp -a postgresql.conf kept.conf && echo "work_mem = many" >>postgresql.conf'
    again pg1 primary -e POSTGRESQL_CONFIG_maintenance_work_mem=99MB
    [ "$(status pg1)" = 1 ]
    says pg1 'invalid value for parameter "work_mem": "many"'
    says pg1 "the server does not start with these settings: those of the former start are left in place"
    in_volume pg1 bash -c 'cp -a kept.conf postgresql.conf && echo "shared_preload_libraries = '"'pg_stat_statements, pgaudit'"'" >>postgresql.conf'
    again pg1 primary -e POSTGRESQL_CONFIG_maintenance_work_mem=99MB
    [ "$(status pg1)" = 1 ]
    says pg1 "shared_preload_libraries names what this image has not: pgaudit"
    in_volume pg1 mv kept.conf postgresql.conf
    [ "$(in_volume pg1 sha256sum pgprov.conf)" = "$before" ]
    [ "$(in_volume pg1 find . -maxdepth 1 -name '*pgprov*' -printf '%f\n' | sort)" = $'pgprov.conf\npgprov.server' ]
}

@test "ALTER SYSTEM that wins over a setting of the environment is told" {
    local password=$'o\'ther "pass" \\ : $HOME %s äöü'
    again pg1 primary
    eventually 15 answers pg1
    sql pg1 "ALTER SYSTEM SET wal_keep_size = '1GB'"
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 15 says pg1 "setting wal_keep_size of the environment is overridden by ALTER SYSTEM"
    eventually 15 sql pg1 "ALTER SYSTEM RESET wal_keep_size"
}

@test "rows of pg_hba.conf that are the user's stay, below ours" {
    inside pg1 bash -c 'echo "host all all 192.0.2.0/24 reject" >>$PGDATA/pg_hba.conf; echo "# mine" >>$PGDATA/postgresql.conf; echo "work_mem = 5MB" >>$PGDATA/postgresql.conf'
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 15 answers pg1
    inside pg1 grep -q -x 'host all all 192.0.2.0/24 reject' /var/lib/postgresql/data/pg_hba.conf
    [ "$(inside pg1 grep -c '^# BEGIN rows of the image' /var/lib/postgresql/data/pg_hba.conf)" = 1 ]
    [ "$(inside pg1 tail -n 1 /var/lib/postgresql/data/postgresql.conf)" = "include 'pgprov.conf'" ]
    [ "$(sql pg1 "SHOW work_mem")" = 5MB ]
}

@test "a replica of another cluster is refused and unchanged" {
    local before
    superuser=postgres primary other
    eventually 20 answers other
    docker stop "$PREFIX-pg3" >/dev/null
    before=$(fingerprint pg3)
    again pg3 replica -e PRIMARY_HOST=other
    [ "$(status pg3)" = 1 ]
    says pg3 "/var/lib/postgresql/data is of another cluster"
    [ "$(fingerprint pg3)" = "$before" ]
    docker rm -f -v "$PREFIX-other" >/dev/null
}

@test "REPLICATION_ROLE=primary on a standby's data, and replica on a primary's: refused and unchanged" {
    local before
    before=$(fingerprint pg3)
    again pg3 primary
    [ "$(status pg3)" = 1 ]
    says pg3 "it is not promoted"
    [ "$(fingerprint pg3)" = "$before" ]
    docker stop "$PREFIX-pg1" >/dev/null
    before=$(fingerprint pg1)
    again pg1 replica -e PRIMARY_HOST=pg2
    [ "$(status pg1)" = 1 ]
    says pg1 "holds a cluster that is no standby"
    [ "$(fingerprint pg1)" = "$before" ]
}

@test "the role removed: promoted to a standalone server, loudly; never while the role is still asked for" {
    again pg3 start -e REPLICATION_ROLE=replica
    [ "$(status pg3)" = 1 ]
    says pg3 "REPLICATION_ROLE is set, but HA_MODE is not"
    in_volume pg3 test -e standby.signal
    # killed in the middle of it, and started again
    wrap pg_ctl '[ "$1" != promote ] || { echo "the test holds up pg_ctl promote" >&2; sleep 600; }'
    again pg3 start "${wrapped[@]}"
    eventually 30 says pg3 "the test holds up pg_ctl promote"
    docker kill "$PREFIX-pg3" >/dev/null
    in_volume pg3 test -e postmaster.pid -a -e standby.signal
    unwrap pg_ctl
    docker start "$PREFIX-pg3" >/dev/null
    eventually 20 answers pg3
    says pg3 "removing /var/lib/postgresql/data/postmaster.pid of a container that was killed"
    says pg3 "WARNING:  HA_MODE is not set"
    says pg3 "a container cannot see other servers"
    [ "$(sql pg3 "SELECT pg_is_in_recovery()") $(sql pg3 "SELECT timeline_id FROM pg_control_checkpoint()")" = "f 2" ]
    sql pg3 "CREATE TABLE mine ()"
    inside pg3 grep -q -x '# role: standalone' /var/lib/postgresql/data/pgprov.conf
    inside pg3 bash -c '! grep -e ^primary_ -e wal_log_hints $PGDATA/pgprov.conf && ! grep -q BEGIN $PGDATA/pg_hba.conf'
    docker restart "$PREFIX-pg3" >/dev/null
    eventually 15 sql pg3 "SELECT FROM mine"
}

@test "a standalone server becomes a primary by its variables, and back" {
    again pg3 primary
    eventually 15 says pg3 "the replication role replicator has been brought to what is wanted"
    silent pg3 "FATAL:  password authentication failed"
    [ "$(sql pg3 "SHOW wal_log_hints")" = on ]
    # a primary that is named by the variable itself, and one that has its place
    again pg1 primary -e PRIMARY_HOST=pg1 -e POSTGRESQL_CONFIG_cluster_name=prod
    eventually 15 healthy pg1
    again pg3 primary -e PRIMARY_HOST=pg1 -e POSTGRESQL_CONFIG_cluster_name=prod
    eventually 15 says pg3 "two primaries of one cluster: this server takes writes, and so does pg1:5432"
    silent pg1 "two primaries"
    again pg1 primary -e PRIMARY_HOST=pg3
    [ "$(status pg1)" = 1 ]
    says pg1 "is that of a former primary, on timeline 1: pg3:5432 is the primary now, on timeline 2"
    again pg3 start
    eventually 15 answers pg3
    [ "$(sql pg3 "SHOW wal_log_hints")" = off ]
}

@test "a standalone server that was a primary keeps a ceiling on the slots of its former replicas, and says how to drop them" {
    again pg1 start
    eventually 15 answers pg1
    says pg1 "replication slots keep WAL for replicas that may be gone: "
    says pg1 "SELECT pg_drop_replication_slot('pg2');"
    [ "$(sql pg1 "SELECT setting::int > 0 FROM pg_settings WHERE name = 'max_slot_wal_keep_size'")" = t ]
    sql pg1 "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
    docker restart "$PREFIX-pg1" >/dev/null
    eventually 15 answers pg1
    [ "$(sql pg1 "SHOW max_slot_wal_keep_size")" = -1 ]
}

#!/usr/bin/env bats
# A server without HA variables: what people know from the official image.

load ../helpers.bash

setup_file() { begin_file; }
teardown_file() { end_file; }

# with_scripts NAME: a volume for /docker-entrypoint-initdb.d, filled by the shell commands on standard input
with_scripts() {
    volume "$1"
    docker run --rm -i --network none --entrypoint bash --label "$label=$PREFIX" -v "$PREFIX-$1:/docker-entrypoint-initdb.d" \
        -w /docker-entrypoint-initdb.d "$image" -e
}

@test "no password and no cluster: refused, as in the official image" {
    local left
    start pg1
    [ "$(status pg1)" = 1 ]
    says pg1 "database is uninitialized and superuser password is not specified"
    left=$(in_volume pg1 ls -A)
    [ "$left" = "" ]
    docker rm "$PREFIX-pg1" >/dev/null
}

@test "all mistakes are told at once, one line each, and nothing is written" {
    local left said
    start pg1 -e HA_MODE=native -e REPLICATION_ROLE=master -e PRIMARY_PORT=0 -e USE_CITUS=yes -e CITUS_ROLE=boss \
        -e POSTGRESQL_CONFIG_data_directory=/x -e POSTGRESQL_CONFIG_wal_level=minimal -e POSTGRES_HOST_AUTH_METHOD=none -e POSTGRES_INITDB_ARGS="-D /x" \
        -e POSTGRESQL_CONFIG_work_mem=lots -e POSTGRESQL_CONFIG_wrk_mem=1 -- -c shared_buffers=none
    [ "$(status pg1)" = 1 ]
    says pg1 'ERROR:  setting work_mem: invalid value for parameter "work_mem": "lots"'
    says pg1 'ERROR:  setting wrk_mem: unrecognized configuration parameter "wrk_mem"'
    says pg1 'ERROR:  argument shared_buffers: invalid value for parameter "shared_buffers": "none"'
    says pg1 "Invalid REPLICATION_ROLE: master (must be primary or replica)"
    says pg1 "REPLICATION_PASSWORD must be set when HA_MODE=native"
    says pg1 "Invalid PRIMARY_PORT: 0 (must be a whole number from 1 to 65535)"
    says pg1 "HA_MODE=native cannot be used with USE_CITUS=true"
    says pg1 "Invalid CITUS_ROLE: boss (must be standalone, coordinator or worker)"
    says pg1 "setting data_directory belongs to the image"
    says pg1 "setting wal_level = minimal does not work with HA_MODE=native"
    says pg1 "superuser password is not specified"
    says pg1 "Invalid POSTGRES_HOST_AUTH_METHOD: none"
    says pg1 "POSTGRES_INITDB_ARGS must not name directories"
    said=$(docker logs "$PREFIX-pg1" 2>/dev/null)
    [ "$said" = "" ]
    left=$(in_volume pg1 ls -A)
    [ "$left" = "" ]
    left=$(docker diff "$PREFIX-pg1")
    refute grep -F pgprov-check <<<"$left"
    docker rm "$PREFIX-pg1" >/dev/null
}

@test "POSTGRES_USER, _DB, _PASSWORD_FILE, _INITDB_ARGS and scripts of every kind" {
    with_scripts scripts <<'SH'
echo 'CREATE TABLE a AS SELECT current_database() AS name, current_user AS who;' >1-a.sql
echo 'CREATE TABLE b ();' | gzip >2-b.sql.gz
echo 'CREATE TABLE c ();' | xz >3-c.sql.xz
echo 'CREATE TABLE d ();' | zstd -q >4-d.sql.zst
printf '#!/bin/bash\npsql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "CREATE TABLE e ()"\necho "work_mem = 7MB" >>"$PGDATA/postgresql.conf"\necho "x.path = '"'"'$PGDATA/x'"'"'" >>"$PGDATA/postgresql.conf"\n' >5-e.sh
chmod +x 5-e.sh
printf 'docker_process_sql <<<"CREATE TABLE f ()"\n"${psql[@]}" -c "CREATE TABLE g ()"\nf=1\n' >6-f.sh
echo ignored >7-readme.txt
SH
    with_scripts secrets <<<"printf 'pass word\n' >superuser && chmod 0600 superuser"
    # at debug3 a server logs its environment
    start pg1 -e POSTGRESQL_CONFIG_log_min_messages=debug3 -e APP_PASSWORD="pass word" -e POSTGRES_USER="the boss" -e POSTGRES_DB="it's" -e POSTGRES_PASSWORD_FILE=/run/secrets/superuser -v "$PREFIX-secrets:/run/secrets:ro" \
        -e POSTGRES_INITDB_ARGS="--data-checksums --locale='en_US.UTF-8'" -v "$PREFIX-scripts:/docker-entrypoint-initdb.d:ro"
    eventually 20 answers pg1
    local superuser="the boss" said
    query() { inside pg1 psql -X -A -t -U "the boss" -d "it's" -c "$1"; }
    [ "$(query "SELECT name || '|' || who FROM a")" = "it's|the boss" ]
    query "SELECT FROM b, c, d, e, f, g"
    [ "$(query "SHOW data_checksums") $(query "SELECT datcollate FROM pg_database WHERE datname = current_database()") $(query "SHOW work_mem")" = "on en_US.UTF-8 7MB" ]
    [ "$(query "SHOW x.path")" = /var/lib/postgresql/data/x ]
    says pg1 "ignoring /docker-entrypoint-initdb.d/7-readme.txt"
    # what scripts print on standard output, and no line of the log
    said=$(docker logs "$PREFIX-pg1" 2>/dev/null)
    [[ $said == *"CREATE TABLE"* && $said != *" UTC ["* ]]
    inside pg1 env PGPASSWORD="pass word" psql -X -h pg1 -U "the boss" -d "it's" -c "SELECT 1"
    [ "$(docker inspect "$PREFIX-pg1" | grep -c "pass word")" = 1 ]
    says pg1 "POSTGRES_USER="
    silent pg1 "pass word"
}

@test "later starts leave users and databases alone, and what is in PGDATA is a cluster like any other" {
    again pg1 start -e POSTGRES_PASSWORD=other -e POSTGRES_USER=other
    eventually 15 answers pg1
    inside pg1 env PGPASSWORD="pass word" psql -X -h pg1 -U "the boss" -d "it's" -c "SELECT 1"
    [ "$(inside pg1 bash -c 'ls -A $PGDATA | grep -i pgprov')" = $'pgprov.conf\npgprov.server' ]
    docker rm -f "$PREFIX-pg1" >/dev/null
}

@test "scripts that set what they like, write out paths, and restart the server" {
    with_scripts rude <<'SH'
mkdir app && echo "path=/var/lib/postgresql/data/.pgprov-new/data" >app/app.conf
printf 'data=/docker-entrypoint-initdb.d/app\nIFS=:\nset -f\nshopt -s nullglob\nwanted=()\nlist() { exit 9; }\nput_file() { exit 9; }\n' >1.sh
printf '#!/bin/bash\necho "host all all 192.0.2.0/24 reject" >>/var/lib/postgresql/data/pg_hba.conf\nsed -i "s/^#work_mem.*/work_mem = 13MB/" /var/lib/postgresql/data/postgresql.conf\ncp /etc/hostname /var/lib/postgresql/data/server.crt\n' >2.sh
printf '#!/bin/bash\n[ -n "$POSTGRES_PASSWORD" ]\npg_ctl -D "$PGDATA" -m fast -w restart\n' >3.sh
echo 'CREATE TABLE after_restart ();' >4.sql
chmod +x 2.sh 3.sh
SH
    # at debug3 a server logs its environment, and in that of the script is the password
    start pg9 -e POSTGRES_PASSWORD=super-secret -e PGDATA=/var/lib/postgresql/data/ -e POSTGRESQL_CONFIG_log_min_messages=debug3 \
        -v "$PREFIX-rude:/docker-entrypoint-initdb.d"
    eventually 30 answers pg9
    sql pg9 "SELECT FROM after_restart"
    silent pg9 super-secret
    [ "$(sql pg9 "SHOW log_min_messages")" = debug3 ]
    [ "$(sql pg9 "SHOW work_mem")" = 13MB ]
    inside pg9 grep -q -x 'host all all 192.0.2.0/24 reject' /var/lib/postgresql/data/pg_hba.conf
    inside pg9 test -f /var/lib/postgresql/data/server.crt
    [ "$(inside pg9 cat /docker-entrypoint-initdb.d/app/app.conf)" = "path=/var/lib/postgresql/data/.pgprov-new/data" ]
    inside pg9 test ! -e /var/lib/postgresql/data/.pgprov-new
    docker rm -f "$PREFIX-pg9" >/dev/null
}

@test "a directory of scripts that may not be read: refused, not left out" {
    mkdir -m 0700 "$BATS_TEST_TMPDIR/closed"
    start closed -v "$BATS_TEST_TMPDIR/closed:/docker-entrypoint-initdb.d"
    [ "$(status closed)" = 1 ]
    says closed "/docker-entrypoint-initdb.d is not readable for uid 999"
    docker rm -f "$PREFIX-closed" >/dev/null
}

@test "a script that fails: nothing of that start counts, and the next one begins anew" {
    with_scripts broken <<<"echo 'CREATE TABLE a ();' >1.sql; echo 'NONSENSE;' >2.sql"
    start pg2 -e POSTGRES_PASSWORD=x -v "$PREFIX-broken:/docker-entrypoint-initdb.d:ro"
    [ "$(status pg2 20)" != 0 ]
    says pg2 "running /docker-entrypoint-initdb.d/2.sql"
    says pg2 "a script in /docker-entrypoint-initdb.d failed"
    in_volume pg2 test ! -e PG_VERSION
    with_scripts leaving <<<"echo 'exit 0' >1.sh; echo 'CREATE TABLE b ();' >2.sql"
    again pg2 start -e POSTGRES_PASSWORD=x -v "$PREFIX-leaving:/docker-entrypoint-initdb.d:ro"
    [ "$(status pg2 20)" = 1 ]
    says pg2 "has ended the start"
    again pg2 start -e POSTGRES_PASSWORD=x -e TZ=Asia/Tokyo
    eventually 20 answers pg2
    # lines of the entrypoint and of the server
    grep -E ' JST \[[0-9]+\] LOG:  the cluster is complete$' <<<"$(logs pg2)"
    grep -E ' JST \[[0-9]+\] LOG:  starting PostgreSQL' <<<"$(logs pg2)"
    refute grep -E ' (UTC|GMT) \[' <<<"$(logs pg2)"
    [ "$(sql pg2 "SELECT to_regclass('a') IS NULL")" = t ]
}

@test "arguments: settings of the server, its version, another command" {
    again pg2 start -- -c work_mem=9MB
    eventually 15 answers pg2
    [ "$(sql pg2 "SHOW work_mem")" = 9MB ]
    again pg2 start -e POSTGRESQL_CONFIG_work_mem=8MB -e POSTGRESQL_CONFIG_auto_explain__log_min_duration=7s -- postgres -c maintenance_work_mem=99MB
    eventually 15 answers pg2
    [ "$(sql pg2 "SHOW maintenance_work_mem") $(sql pg2 "SHOW work_mem") $(sql pg2 "SHOW auto_explain.log_min_duration")" = "99MB 8MB 7s" ]
    again pg2 start -- postgres -D /var/lib/postgresql/data/ -c work_mem=7MB
    eventually 15 answers pg2
    [ "$(sql pg2 "SHOW work_mem")" = 7MB ]
    # on a volume that the image has written nothing into
    docker stop "$PREFIX-pg2" >/dev/null
    in_volume pg2 bash -c 'grep -v pgprov postgresql.conf >mine.conf && rm pgprov.conf'
    again pg2 start -- -c config_file=/var/lib/postgresql/data/mine.conf
    eventually 15 answers pg2
    [ "$(inside pg2 /usr/local/lib/pgprov/entrypoint.d/scripts/runtime/healthcheck.sh)" = "standalone, accepts connections" ]
    again pg2 start -- -c config_file=/x -c work_mem=1MB
    [ "$(status pg2)" != 0 ]
    again pg2 start -e POSTGRESQL_CONFIG_work_mem=8MB -- -cconfig_file=/x
    [ "$(status pg2)" = 1 ]
    says pg2 "with config_file among the arguments HA_MODE and POSTGRESQL_CONFIG_<name> would have no effect"
    again pg2 start -e TZ=Europe/Berlinn -e POSTGRESQL_CONFIG_session_preload_libraries=auto_explan -- -c local_preload_libraries=mine
    [ "$(status pg2)" = 1 ]
    says pg2 "WARNING:  TZ names no time zone that the image knows: Europe/Berlinn; times are in UTC"
    says pg2 "session_preload_libraries names what this image has not: auto_explan"
    says pg2 "local_preload_libraries names what this image has not: mine"
    [[ $(docker run --rm --label "$label=$PREFIX" "$image" postgres --version) == "postgres (PostgreSQL) "* ]]
    [ "$(docker run --rm --label "$label=$PREFIX" "$image" bash -c 'echo hello $(id -u)')" = "hello 999" ]
}

@test "POSTGRES_INITDB_WALDIR: WAL elsewhere, also after an interrupted start" {
    volume wal
    volume pg3
    # as an interrupted start leaves it, and then a WAL directory that another server uses by now
    interrupted='mkdir -p .pgprov-new/data && printf "kind=initdb\nstate=building\nwaldir=/wal/dir\nid=mine\n" >.pgprov-new/marker'
    in_volume wal bash -c 'mkdir -m 0700 dir && echo left-behind >dir/000000010000000000000001 && echo other >dir/.pgprov-owner'
    in_volume pg3 bash -c "$interrupted"
    start pg3 -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_WALDIR=/wal/dir -v "$PREFIX-wal:/wal"
    [ "$(status pg3)" = 1 ]
    says pg3 "POSTGRES_INITDB_WALDIR is not empty: /wal/dir"
    in_volume wal test -e dir/000000010000000000000001
    in_volume wal bash -c 'echo mine >dir/.pgprov-owner'
    in_volume pg3 bash -c "$interrupted"
    docker rm "$PREFIX-pg3" >/dev/null
    start pg3 -e POSTGRES_PASSWORD=x -e POSTGRES_INITDB_WALDIR=/wal/dir -v "$PREFIX-wal:/wal"
    eventually 20 answers pg3
    says pg3 "a former start was interrupted: beginning anew"
    inside pg3 bash -c '[ -e /wal/dir/archive_status ] && ! grep -l left-behind -r /wal/dir'
    [ "$(inside pg3 readlink /var/lib/postgresql/data/pg_wal)" = /wal/dir ]
    inside pg3 test ! -e /wal/dir/.pgprov-owner
    docker rm -f "$PREFIX-pg3" >/dev/null
}

@test "POSTGRES_HOST_AUTH_METHOD=trust lets in without a password, and says what that means; in directories with hostile names" {
    local pgdata="/var/lib/postgresql/data/a/it's \"my\" \\ \$x %s *" waldir="/wal/it's \"my\" \\ \$x %s *"
    again pg3 start -e POSTGRES_HOST_AUTH_METHOD=trust -e PGDATA="$pgdata" -e POSTGRES_INITDB_WALDIR="$waldir" -v "$PREFIX-wal:/wal"
    eventually 20 answers pg3
    says pg3 "WARNING:  POSTGRES_HOST_AUTH_METHOD=trust"
    inside pg3 psql -X -h pg3 -U postgres -c "SELECT 1"
    [ "$(inside pg3 readlink "$pgdata/pg_wal")" = "$waldir" ]
    docker restart "$PREFIX-pg3" >/dev/null
    eventually 20 answers pg3
    [ "$(sql pg3 "SHOW data_directory")" = "$pgdata" ]
}

@test "a cluster that the official image's initdb has made is taken over" {
    volume pg4
    in_volume pg4 bash -ec 'chmod 0700 . && initdb -D . --locale=en_US.utf8 --auth-host=trust >/dev/null && echo "work_mem = 6MB" >>postgresql.conf'
    start pg4 -e POSTGRES_USER=somebody
    eventually 15 answers pg4
    [ "$(sql pg4 "SHOW work_mem")" = 6MB ]
    [ "$(sql pg4 "SELECT datcollate FROM pg_database WHERE datname = current_database()")" = en_US.utf8 ]
    eventually 15 healthy pg4
    silent pg4 somebody
}

@test "the superuser is read from the cluster, whatever POSTGRES_USER says now, and looked for again when it was renamed" {
    sql pg4 "CREATE ROLE somebody LOGIN"
    again pg4 primary -e POSTGRES_USER=somebody
    eventually 15 says pg4 "the replication role replicator has been brought to what is wanted"
    sql pg4 "CREATE ROLE helper SUPERUSER LOGIN"
    superuser=helper sql pg4 'ALTER ROLE postgres RENAME TO "the ""boss"""'
    password=other again pg4 primary
    eventually 15 says pg4 "Was the superuser renamed?"
    docker restart "$PREFIX-pg4" >/dev/null
    eventually 15 says pg4 "the replication role replicator has been brought to what is wanted"
    [ "$(superuser='the "boss"' sql pg4 "SELECT 1")" = 1 ]
    eventually 15 healthy pg4
}

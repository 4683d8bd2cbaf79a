#!/usr/bin/env bats
# The container as such: signals, volumes, accounts, read-only roots.

load ../helpers.bash

setup_file() { begin_file; }
teardown_file() { end_file; }

@test "SIGTERM and SIGINT are a fast shutdown with a client connected, and end with 0" {
    local signal
    start pg1 -e POSTGRES_PASSWORD=x
    for signal in TERM INT; do
        eventually 20 answers pg1
        docker exec -d "$PREFIX-pg1" psql -U postgres -c "SELECT pg_sleep(60)"
        eventually 30 replayed pg1 "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'" 1
        docker kill -s $signal "$PREFIX-pg1" >/dev/null
        [ "$(status pg1)" = 0 ]
        says pg1 "received SIG$signal: shutting down"
        docker start "$PREFIX-pg1" >/dev/null
    done
    [ "$(docker inspect -f '{{.Config.StopSignal}}' "$image")" = SIGTERM ]
}

@test "SIGHUP is a reload, SIGQUIT an immediate shutdown" {
    eventually 15 answers pg1
    docker kill -s QUIT "$PREFIX-pg1" >/dev/null
    status pg1
    says pg1 "received immediate shutdown request"
    docker start "$PREFIX-pg1" >/dev/null
    eventually 15 answers pg1
    inside pg1 bash -c 'echo "work_mem = 11MB" >>$PGDATA/postgresql.conf'
    docker kill -s HUP "$PREFIX-pg1" >/dev/null
    eventually 30 replayed pg1 "SHOW work_mem" 11MB
}

@test "a server that dies takes the container with it, with its status" {
    # shellcheck disable=SC2016  # for the inner shell
    inside pg1 bash -c 'kill -9 $(head -n 1 $PGDATA/postmaster.pid)'
    [ "$(status pg1)" = 137 ]
    docker start "$PREFIX-pg1" >/dev/null
    eventually 15 answers pg1
}

@test "two containers on one volume: the second is refused" {
    docker run -d --name "$PREFIX-twin" --label "$label=$PREFIX" -v "$PREFIX-pg1:/var/lib/postgresql/data" "$image" >/dev/null
    [ "$(status twin)" = 1 ]
    says twin "another container uses /var/lib/postgresql/data"
    sql pg1 "SELECT 1"
    docker rm -f "$PREFIX-pg1" >/dev/null
}

@test "killed at any moment of a first start, and started again: a whole cluster" {
    local after pids=() pid
    killed_after() {
        start "pg$1" -e POSTGRES_PASSWORD=x -e POSTGRES_DB=app
        sleep "$1"
        docker kill "$PREFIX-pg$1" >/dev/null
        docker start "$PREFIX-pg$1" >/dev/null
        eventually 30 answers "pg$1"
        [ "$(sql "pg$1" "SELECT count(*) FROM pg_database WHERE datname = 'app'")" = 1 ]
        inside "pg$1" test ! -e /var/lib/postgresql/data/.pgprov-new
        docker rm -f "$PREFIX-pg$1" >/dev/null
    }
    for after in ${PGPROV_KILL_AFTER:-0.4 1.0 1.4}; do
        killed_after "$after" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid"
    done
}

@test "stopped in the middle of a first start: at once, with the status of the signal" {
    # shellcheck disable=SC2016  # for the inner shell
    wrap initdb '"/usr/lib/postgresql/$PG_MAJOR/bin/initdb" "$@" && touch /tmp/held-up && sleep 600'
    start pg2 -e POSTGRES_PASSWORD=x "${wrapped[@]}"
    eventually 30 inside pg2 test -e /tmp/held-up
    docker stop "$PREFIX-pg2" >/dev/null
    logs pg2
    [ "$(status pg2)" = 143 ]
    in_volume pg2 test -e .pgprov-new/data/PG_VERSION -a ! -e PG_VERSION
    docker rm -f "$PREFIX-pg2" >/dev/null
}

@test "a read-only root filesystem, with a tmpfs at /run/postgresql" {
    start pg2 --read-only --tmpfs /run/postgresql -e POSTGRES_PASSWORD=x -e HA_MODE=native -e REPLICATION_ROLE=primary -e REPLICATION_PASSWORD=y
    eventually 20 says pg2 "primary of native replication"
    [ "$(sql pg2 "SELECT 1")" = 1 ]
    docker restart "$PREFIX-pg2" >/dev/null
    eventually 20 answers pg2
    again pg2 start --read-only
    [ "$(status pg2)" = 1 ]
    says pg2 "mount a tmpfs at /run/postgresql"
}

@test "PGDATA through a symbolic link, and in a directory below the volume" {
    volume pg3
    in_volume pg3 bash -c 'mkdir real && chmod 0700 real && ln -s real link'
    start pg3 -e POSTGRES_PASSWORD=x -e PGDATA=/var/lib/postgresql/data/link
    eventually 20 answers pg3
    inside pg3 test -e /var/lib/postgresql/data/real/PG_VERSION
    again pg3 start -e POSTGRES_PASSWORD=x -e PGDATA=/var/lib/postgresql/data/link
    eventually 20 answers pg3
}

@test "volumes that do not do: owner, mode, read-only, lost+found, no directory, another version; told and unchanged" {
    volume bad
    root_in_volume() {
        docker run --rm --network none --user root --entrypoint bash --label "$label=$PREFIX" -v "$PREFIX-bad:/v" -w /v "$image" -c "$1"
    }
    refused() {
        docker rm -f "$PREFIX-bad" >/dev/null 2>&1 || true
        docker run -d --name "$PREFIX-bad" --label "$label=$PREFIX" -e POSTGRES_PASSWORD=x -v "$PREFIX-bad:/var/lib/postgresql/data${mode:-}" "${@:2}" "$image" >/dev/null
        [ "$(status bad)" = 1 ]
        says bad "$1"
    }
    root_in_volume 'mkdir x && chown 1234 . && chmod 0777 .'
    refused "belongs to uid 1234, and this container runs as uid 999"
    root_in_volume 'chown 999 . && chmod 0500 .'
    refused "is not writable for uid 999"
    root_in_volume 'chmod 0700 .'
    mode=:ro refused "is on a read-only filesystem"
    root_in_volume 'rmdir x && mkdir lost+found'
    refused "is the root of a filesystem, with a lost+found"
    root_in_volume 'rmdir lost+found && echo 9.6 >PG_VERSION'
    refused "holds a cluster of PostgreSQL 9.6"
    [ "$(root_in_volume 'cat PG_VERSION; ls -A')" = $'9.6\nPG_VERSION' ]
    refused "is no directory" -e PGDATA=/var/lib/postgresql/data/PG_VERSION
    refused "uid 999 may not make it in /" -e PGDATA=/data
    refused "PGDATA must be an absolute path: data" -e PGDATA=data
}

@test "an account of the user's own, without a name in the image" {
    start pg4 --user 1234:1234 -e PGDATA=/var/lib/postgresql/data/own -e POSTGRES_PASSWORD=x -e HA_MODE=native -e REPLICATION_ROLE=primary -e REPLICATION_PASSWORD=y
    eventually 20 says pg4 "primary of native replication"
    docker restart "$PREFIX-pg4" >/dev/null
    eventually 20 answers pg4
    eventually 15 healthy pg4
    silent pg4 "cannot bring the replication role"
    docker rm -f "$PREFIX-pg4" >/dev/null
}

@test "a port of the user's own, settings and rules in directories of his own" {
    volume conf
    in_volume conf bash -c 'mkdir conf.d && echo "work_mem = 12MB" >conf.d/1.conf && printf "%s\n" "local all postgres peer" "host replication replicator all scram-sha-256" >pg_hba.conf'
    # the ceiling of slots is that of the filesystem of the WAL: 30 % of it
    start pg5 --tmpfs /wal:size=512m,mode=1777 -e POSTGRES_INITDB_WALDIR=/wal/dir -e POSTGRES_PASSWORD=x -e HA_MODE=native -e REPLICATION_ROLE=primary -e REPLICATION_PASSWORD=y -e POSTGRESQL_CONFIG_port=6432 \
        -e POSTGRESQL_CONFIG_work_mem=2MB -e POSTGRESQL_CONFIG_include_dir=/conf/conf.d -e POSTGRESQL_CONFIG_hba_file=/conf/pg_hba.conf -v "$PREFIX-conf:/conf:ro"
    eventually 20 says pg5 "primary of native replication"
    [ "$(inside pg5 psql -X -A -t -U postgres -p 6432 -c "SHOW work_mem")" = 12MB ]
    [ "$(inside pg5 psql -X -A -t -U postgres -p 6432 -c "SHOW max_slot_wal_keep_size")" = 128MB ]
    says pg5 "the filesystem for WAL has 512 MB"
    eventually 15 healthy pg5
    start pg6 -e HA_MODE=native -e REPLICATION_ROLE=replica -e PRIMARY_HOST=pg5 -e PRIMARY_PORT=6432 -e REPLICATION_PASSWORD=y
    eventually 30 replayed pg6 "SELECT status FROM pg_stat_wal_receiver" streaming
}

@test "health: a replica says whether it streams, and one that was promoted by hand is unhealthy" {
    local check=/usr/local/lib/pgprov/entrypoint.d/scripts/runtime/healthcheck.sh
    [ "$(inside pg6 $check)" = "replica, streaming from pg5:6432" ]
    [ "$(inside pg5 $check)" = "primary, accepts connections" ]
    docker stop "$PREFIX-pg5" >/dev/null
    eventually 40 inside pg6 bash -c "[[ \"\$($check)\" == 'replica, not streaming: '*pg5* ]]"
    inside pg6 pg_ctl promote -s -D /var/lib/postgresql/data
    refute inside pg6 $check
    [ "$(inside pg6 $check)" = "this is to be a replica, and it is in production: it was promoted" ]
    # and then it is started as what it is
    again pg6 primary
    eventually 15 says pg6 "primary of native replication"
    [ "$(sql pg6 "SELECT pg_is_in_recovery()")" = f ]
    docker rm -f "$PREFIX-pg5" "$PREFIX-pg6" >/dev/null
}

@test "synchronous: in force only once enough standbys stream, and kept over a restart" {
    local check=/usr/local/lib/pgprov/entrypoint.d/scripts/runtime/healthcheck.sh
    local synchronous=(-e REPLICATION_SYNCHRONOUS_MODE=true -e REPLICATION_SYNCHRONOUS_COUNT=1)
    primary pg1 "${synchronous[@]}"
    eventually 20 says pg1 "synchronous replication waits until 1 standbys stream"
    replayed pg1 "SHOW synchronous_standby_names" ""
    timeout 10 docker exec "$PREFIX-pg1" psql -U postgres -c "CREATE TABLE t ()"
    replica pg7
    eventually 30 replayed pg1 "SELECT sync_state FROM pg_stat_replication" quorum
    [ "$(sql pg1 "SHOW synchronous_standby_names")" = "ANY 1 (*)" ]
    [ "$(inside pg1 $check)" = "primary, accepts connections" ]
    docker stop "$PREFIX-pg7" "$PREFIX-pg1" >/dev/null
    docker start "$PREFIX-pg1" >/dev/null
    eventually 15 says pg1 "synchronous replication is in force: ANY 1 (*)"
    [ "$(inside pg1 $check)" = "primary, accepts connections; but commits wait: 0 of 1 synchronous standbys stream" ]
    # the role can be brought to what is wanted although no commit is confirmed now
    password=other again pg1 primary "${synchronous[@]}"
    eventually 20 says pg1 "the replication role replicator has been brought to what is wanted"
    again pg1 primary
    eventually 15 answers pg1
    replayed pg1 "SHOW synchronous_standby_names" ""
}

@test "the image: size, labels, health check, account, no key and no secret in it" {
    local bytes said
    bytes=$(docker image inspect -f '{{.Size}}' "$image")
    [ "$bytes" -lt 500000000 ]
    [ "$(docker image inspect -f '{{.Config.User}}' "$image")" = postgres ]
    [ "$(docker image inspect -f '{{index .Config.Labels "org.opencontainers.image.title"}}' "$image")" != "" ]
    [ "$(docker image inspect -f '{{json .Config.ExposedPorts}} {{json .Config.Volumes}}' "$image")" = '{"5432/tcp":{}} {"/var/lib/postgresql/data":{}}' ]
    said=$(docker history --no-trunc "$image")
    [[ $said == *ENTRYPOINT* && $said != *PASSWORD* ]]
    said=$(docker run --rm --user root --entrypoint find --label "$label=$PREFIX" "$image" / -xdev '(' -name '*.key' -o -name 'ssh_host*' ')')
    [ "$said" = "" ]
    # `command -v` fails where it finds none, as it is to
    said=$(docker run --rm --entrypoint bash --label "$label=$PREFIX" "$image" -c 'command -v curl wget python3 gosu; true')
    [ "$said" = "" ]
}

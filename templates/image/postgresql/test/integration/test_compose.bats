#!/usr/bin/env bats
# The Compose examples, as they are in inventory-examples/compose.

load ../helpers.bash

setup_file() {
    if docker compose version >/dev/null 2>&1; then
        export COMPOSE="docker compose"
    else
        export COMPOSE=docker-compose
    fi
    PREFIX=$(prefix)
    export PREFIX PGPROV_IMAGE=$image
    # any that is free
    export POSTGRES_PORT=0
    export POSTGRES_PASSWORD="super 'secret'" REPLICATION_PASSWORD="repl \"secret\"" SECRETS=$BATS_FILE_TMPDIR/secrets
    mkdir "$SECRETS"
    printf '%s\n' "$POSTGRES_PASSWORD" >"$SECRETS/superuser_password"
    printf '%s\n' "$REPLICATION_PASSWORD" >"$SECRETS/replication_password"
    chmod 0444 "$SECRETS"/*
}

teardown() {
    [ -z "${example:-}" ] || compose down -v -t 0 --remove-orphans >/dev/null 2>&1
}

# compose ARGUMENT...: on the example
compose() {
    $COMPOSE -p "$PREFIX-$example" -f "$root/../../../inventory-examples/compose/$example.yml" "$@"
}

# query SERVICE SQL
query() {
    docker exec "$(container "$1")" psql -X -A -t -U postgres -c "$2"
}

# container SERVICE: prints its id, which is much faster than `compose exec`
container() {
    docker ps -q --filter label=com.docker.compose.project="$PREFIX-$example" --filter label=com.docker.compose.service="$1"
}

# gives VALUE SERVICE SQL: whether the query gives the value
gives() { [ "$(query "$2" "$3")" = "$1" ]; }

@test "standalone.yml" {
    example=standalone
    compose up -d --no-build
    eventually 30 gives 256MB pg1 "SHOW shared_buffers"
    gives 1 pg1 "SELECT count(*) FROM pg_database WHERE datname = 'app'"
    [[ $(docker port "$(container pg1)" 5432) == 127.0.0.1:* ]]
}

@test "native-ha.yml: two replicas stream, rows arrive, no password in inspect" {
    example=native-ha
    compose up -d --no-build
    eventually 45 gives "pg2 streaming async,pg3 streaming async" pg1 "SELECT string_agg(concat_ws(' ', application_name, state, sync_state), ',' ORDER BY application_name) FROM pg_stat_replication"
    query pg1 "CREATE TABLE t AS SELECT generate_series(1, 100)"
    eventually 10 gives 100 pg3 "SELECT count(*) FROM t"
    # shellcheck disable=SC2046  # one word for each container
    docker inspect $(compose ps -q) >"$BATS_TEST_TMPDIR/said"
    compose logs >>"$BATS_TEST_TMPDIR/said"
    refute grep -e "super 'secret" -e 'repl ."secret' -e 'repl "secret' "$BATS_TEST_TMPDIR/said"
}

@test "synchronous.yml: a commit waits for any one of two" {
    example=synchronous
    compose up -d --no-build
    eventually 45 gives 'ANY 1 ("pg2","pg3")' pg1 "SHOW synchronous_standby_names"
    eventually 10 gives 2 pg1 "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"
    query pg1 "CREATE TABLE t ()"
    compose stop pg2 pg3
    docker exec -d "$(container pg1)" psql -X -U postgres -c "CREATE TABLE waits ()"
    eventually 30 gives SyncRep pg1 "SELECT wait_event FROM pg_stat_activity WHERE query LIKE 'CREATE TABLE waits%'"
    gives t pg1 "SELECT to_regclass('waits') IS NULL"
    compose start pg3
    eventually 30 gives f pg1 "SELECT to_regclass('waits') IS NULL"
    eventually 20 query pg1 "CREATE TABLE goes ()"
}

#!/usr/bin/env bats
# What a replica makes of its primary, and a primary of roles and slots that are not as they should be.

load ../helpers.bash

setup_file() { begin_file; }
teardown_file() { end_file; }

@test "a role that was not made for replicas keeps its password, and the log says why replicas cannot log in" {
    local verifier
    start pg1 -e POSTGRES_PASSWORD=super-secret
    eventually 20 answers pg1
    sql pg1 "CREATE ROLE app LOGIN PASSWORD 'hers'"
    verifier=$(sql pg1 "SELECT rolpassword FROM pg_authid WHERE rolname = 'app'")
    again pg1 primary -e REPLICATION_USER=app
    eventually 20 says pg1 "it exists, and was not made for replicas"
    [ "$(sql pg1 "SELECT rolpassword FROM pg_authid WHERE rolname = 'app'")" = "$verifier" ]
    again pg1 primary
    eventually 20 says pg1 "the replication role replicator has been brought to what is wanted"
}

@test "variables of libpq and settings of the cluster do not bend connections of our own" {
    local password='größe'
    sql pg1 "ALTER DATABASE template1 SET client_encoding = 'LATIN1'"
    sql pg1 "ALTER SYSTEM SET default_transaction_read_only = on"
    again pg1 primary -e PGCLIENTENCODING=LATIN1 -e PGCHANNELBINDING=require -e PGREQUIREPEER=nobody
    eventually 20 says pg1 "the replication role replicator has been brought to what is wanted"
    again pg1 primary
    eventually 20 answers pg1
    sql pg1 "ALTER SYSTEM RESET ALL"
    docker restart "$PREFIX-pg1" >/dev/null
    replica pg2
    eventually 30 streams pg2
}

@test "a standby of somebody else's making: taken where the primary knows it, else refused and unchanged, and never promoted" {
    local password='größe' before
    volume made
    docker run --rm --network "$PREFIX" --label "$label=$PREFIX" --entrypoint bash -e PGPASSWORD="$password" -v "$PREFIX-made:/var/lib/postgresql/data" "$image" \
        -c 'chmod 0700 $PGDATA && pg_basebackup -D $PGDATA -R -h pg1 -U replicator'
    before=$(fingerprint made)
    start made
    [ "$(status made)" = 1 ]
    says made "it is not promoted"
    again made replica -e PRIMARY_PORT=6543
    [ "$(status made)" = 1 ]
    says made "cannot be asked whether it is its own"
    [ "$(fingerprint made)" = "$before" ]
    again made replica
    eventually 30 streams made
    [ "$(inside made bash -c 'grep -c primary_conninfo $PGDATA/postgresql.auto.conf')" = 0 ]
    docker rm -f "$PREFIX-made" >/dev/null
}

@test "two replicas whose names give the same slot: the second is refused by both names" {
    local password='größe'
    replica twin -e REPLICATION_APPNAME=PG2
    [ "$(status twin)" = 1 ]
    says twin "REPLICATION_APPNAME PG2 and pg2 give the same slot name pg2"
    again twin replica -e REPLICATION_APPNAME=pg2 -e PRIMARY_WAIT_TIMEOUT=1
    [ "$(status twin)" = 1 ]
    says twin "REPLICATION_APPNAME pg2 is used by another replica"
    streams pg2
}

@test "a slot that is dropped while its replica runs comes back" {
    sql pg1 "DO \$\$ BEGIN LOOP BEGIN
        PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active;
        PERFORM pg_sleep(0.02), pg_drop_replication_slot('pg2');
        EXIT;
        EXCEPTION WHEN object_in_use THEN NULL; END; END LOOP; END \$\$"
    eventually 30 replayed pg1 "SELECT active FROM pg_replication_slots WHERE slot_name = 'pg2'" t
    silent pg1 "already exists"
}

@test "a replica that is told to follow itself says so" {
    local password='größe'
    again pg2 replica -e PRIMARY_HOST=pg2
    eventually 40 says pg2 "PRIMARY_HOST is this replica itself"
    eventually 30 unfit pg2 "replica, not streaming: PRIMARY_HOST is this replica itself"
    again pg2 replica
    eventually 30 streams pg2
}

@test "a primary that was made anew: its replica says so, is unhealthy, and makes no slot there" {
    local password='größe'
    docker rm -f "$PREFIX-pg1" >/dev/null
    docker volume rm "$PREFIX-pg1" >/dev/null
    primary pg1
    eventually 40 says pg2 "the primary pg1:5432 is another cluster"
    eventually 30 unfit pg2 "replica, not streaming: the primary pg1:5432 is another cluster"
    [ "$(sql pg1 "SELECT count(*) FROM pg_replication_slots")" = 0 ]
}

@test "a primary with tablespaces is refused, by their names" {
    local password='größe'
    inside pg1 mkdir -m 0700 /tmp/ts
    sql pg1 "CREATE TABLESPACE fast LOCATION '/tmp/ts'"
    replica pg3
    [ "$(status pg3)" = 1 ]
    says pg3 "the primary has tablespaces, which replicas in containers do not support: fast at /tmp/ts"
    sql pg1 "DROP TABLESPACE fast"
}

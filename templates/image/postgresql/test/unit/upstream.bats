#!/usr/bin/env bats
# What a server makes of the one at PRIMARY_HOST, and of its own replication role.

load ../helpers.bash

setup() {
    local script
    scripts=$root/entrypoint.d/scripts
    for script in utils/logging utils/sql init/03-config init/04-replication init/promotion runtime/startup; do
        # shellcheck source=/dev/null
        . "$scripts/$script.sh"
    done
    declare -gA wanted=([role]=replica [primary_host]=pg1 [primary_port]=5432 [appname]=pg2 [private]=$BATS_TEST_TMPDIR [pgdata]=$BATS_TEST_TMPDIR
        [passfile]=$BATS_TEST_TMPDIR/passfile [replication_user]=replicator [replication_password]=pencil)
    declare -gA answers=([IDENTIFY_SYSTEM]='77|2|0/3000000|' ['SHOW transaction_read_only']=off ['SHOW cluster_name']=pg1)
    socket=/nowhere port=5432 superuser=postgres state=promoted written=3
    # shellcheck disable=SC2317  # called by what is tested
    ask_primary() {
        [[ ${answers[$1]} == *FATAL* ]] || printf '%s\n' "${answers[$1]}"
        [[ ${answers[$1]} != *FATAL* ]] || { printf '%s\n' "${answers[$1]}" >&2 && return 1; }
    }
    # shellcheck disable=SC2317
    sql_run() { grep -q pg_walfile_name && printf '%s\n' "$written" || printf '%s\n' "$state"; }
    # shellcheck disable=SC2317
    control_value() { [[ $2 == *TimeLineID ]] && echo 1 || echo 77; }
}

@test "a replica that was promoted says so where the server that it followed takes writes too" {
    [[ "$(judge_upstream 77 1 '')" == "two primaries of one cluster: this server takes writes, and so does pg1:5432;"* ]]
    # another cluster, itself by whatever name, one of its own that does not answer, a standby, nobody
    [ "$(judge_upstream 78 1 '')" = "" ]
    written=2 answers['SHOW cluster_name']=prod
    [ "$(judge_upstream 77 1 '')" = "" ]
    written=
    [ "$(judge_upstream 77 1 '')" = "" ]
    written=3 answers['SHOW transaction_read_only']=on
    [ "$(judge_upstream 77 1 '')" = "" ]
    answers['SHOW transaction_read_only']=off answers[IDENTIFY_SYSTEM]='FATAL: no'
    [ "$(judge_upstream 77 1 '')" = "" ]
}

@test "a primary that cannot be asked what it is makes no slot on the server at PRIMARY_HOST" {
    create_slot() { echo made; }
    wanted[role]=primary state=''
    [[ "$(judge_upstream 77 1 '')" == "two primaries of one cluster:"* ]]
}

@test "why a primary does not let its replica in is left for the health check, and gone when it streams" {
    state='' answers[IDENTIFY_SYSTEM]='psql: error: connection to server at "pg1", port 5432 failed: FATAL:  password authentication failed for user "replicator"'
    [ "$(judge_upstream 77 1 '')" = "" ]
    [ "$(cat "$BATS_TEST_TMPDIR/away")" = 'connection to server at "pg1", port 5432 failed: FATAL:  password authentication failed for user "replicator"' ]
    state=streaming
    [ "$(judge_upstream 77 2 '')" = "" ]
    [ -e "$BATS_TEST_TMPDIR/away" ] && [ ! -s "$BATS_TEST_TMPDIR/away" ]
}

@test "a former primary is refused where PRIMARY_HOST names the server that has taken its place" {
    wanted[role]=primary
    run refuse_former_primary
    [ "$status" = 1 ]
    [[ $output == *"is that of a former primary, on timeline 1: pg1:5432 is the primary now, on timeline 2"* ]]
    # the server itself before it was promoted, a standby, another cluster, nobody
    local case former
    for case in 'IDENTIFY_SYSTEM|77|1|' 'SHOW transaction_read_only|on' 'IDENTIFY_SYSTEM|78|2|' 'IDENTIFY_SYSTEM|FATAL'; do
        former=${answers[${case%%|*}]}
        answers[${case%%|*}]=${case#*|}
        refuse_former_primary
        answers[${case%%|*}]=$former
    done
    wanted[primary_host]=
    refuse_former_primary
}

@test "a stored password is known without a login, which the server would log" {
    local known='SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU='
    local tried=$BATS_TEST_TMPDIR/tried
    replication_login() { touch "$tried"; }
    state=$known
    knows_replication_role /nowhere 5432 postgres
    wanted[replication_password]=Pencil
    refute knows_replication_role /nowhere 5432 postgres
    # no such role, and another hash
    wanted[replication_password]=pencil state=''
    refute knows_replication_role /nowhere 5432 postgres
    state=md54d45974e13472b5a0be3533de4666414
    refute knows_replication_role /nowhere 5432 postgres
    # another role before
    state=$known
    printf '# role of replicas: former\n' >"$BATS_TEST_TMPDIR/pgprov.conf"
    refute knows_replication_role /nowhere 5432 postgres
    rm "$BATS_TEST_TMPDIR/pgprov.conf"
    [ ! -e "$tried" ]
    # of which PostgreSQL takes a normal form first
    wanted[replication_password]=größe
    knows_replication_role /nowhere 5432 postgres
    [ -e "$tried" ]
}

# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh declares what all share
# Servers: the temporary one of a first start, which nobody else can reach, and the one that the container is for.

# start_temporary DIRECTORY SERVER_ARGUMENT...: starts a server that listens on a private socket only
start_temporary() {
    local directory=$1 superuser quiet=()
    shift
    superuser=$(superuser_of "$directory")
    # from debug3 on a server logs its environment, and scripts of a first start, which may restart it, have secrets in theirs
    [[ $(postgres -D "$directory" "$@" -C log_min_messages) != debug[345] ]] || quiet=(-c log_min_messages=debug2)
    temporary_data=$directory
    postgres -D "$directory" "$@" -c listen_addresses= -c unix_socket_directories="${wanted[private]}" -c port=5432 \
        -c hba_file="$directory/pg_hba.conf" -c ident_file="$directory/pg_ident.conf" \
        -c synchronous_standby_names= -c log_min_error_statement=panic "${quiet[@]}" </dev/null >&2 &
    temporary_pid=$!
    await_temporary 'the temporary server' pg_isready -q -d template1 -h "${wanted[private]}" -p 5432 -U "$superuser"
}

# await_temporary WHAT COMMAND...: waits until COMMAND succeeds, for as long as the temporary server runs
await_temporary() {
    local what=$1 said=0
    shift
    SECONDS=0
    until "$@"; do
        kill -0 "$temporary_pid" 2>/dev/null || die "the temporary server has ended" "its last lines above say why"
        if [ $((SECONDS - said)) -ge 10 ]; then
            said=$SECONDS
            log_log "waiting for $what ($said s)"
        fi
        sleep 0.1
    done
}

# stop_temporary: a fast shutdown of the temporary server, which a script may have restarted
stop_temporary() {
    pg_ctl stop -D "$temporary_data" -m fast -w -t 86400 -s || die "the temporary server did not stop cleanly"
    wait "$temporary_pid" 2>/dev/null || true
    temporary_data=
}

# run_server SERVER_ARGUMENT...: runs the server until it ends, with what it needs beside it; its exit status is ours
run_server() {
    record_start
    starting=yes
    postgres -D "${wanted[pgdata]}" "$@" </dev/null &
    server_pid=$!
    started
    beside_server &
    beside_pid=$! # for `stop`
    await "$server_pid"
}

# beside_server: what can only be done when the server runs; it must not fail silently, and it must not end the server
beside_server() {
    local socket port superuser
    superuser=$(superuser_of "${wanted[pgdata]}")
    set +e
    while ! read_pidfile || ! pg_isready -q -d template1 -h "$socket" -p "$port" -U "$superuser"; do
        sleep 0.1
    done
    record_server
    case ${wanted[role]} in
        primary)
            log_log "primary of native replication, as ${wanted[appname]}"
            if [ -n "${wanted[primary_host]}" ]; then
                watch_upstream &
            fi
            converge_role
            follow_synchronous
            ;;
        replica)
            log_log "replica of ${wanted[primary_host]}:${wanted[primary_port]}, as ${wanted[appname]}"
            watch_upstream
            ;;
        *) log_log "standalone server" ;;
    esac
}

# read_pidfile: sets socket and port to where the server listens; fails while it does not
read_pidfile() {
    local lines
    mapfile -t lines 2>/dev/null <"${wanted[pgdata]}/postmaster.pid" || return 1
    port=${lines[3]:-}
    socket=${lines[4]:-}
    [ -n "$socket" ] || socket=127.0.0.1
    [ -n "$port" ] && [ -n "$socket" ] && [[ ${lines[7]:-} == ready* || ${lines[7]:-} == standby* ]]
}

# converge_role: brings the replication role to what is wanted, and tries again where the server would not
converge_role() {
    local error=''
    write_passfile
    ! knows_replication_role "$socket" "$port" "$superuser" || return 0
    until error=$(create_replication_user "$socket" "$port" "$superuser" 2>&1 >/dev/null); do
        log_error "cannot bring the replication role ${wanted[replication_user]} to what is wanted: $(tr '\n' ' ' <<<"$error")" \
            "replicas cannot log in before that; trying again in 30 s. Was the superuser renamed? The next start of the container looks for it"
        forget_superuser
        sleep 30
    done
    [ -z "$error" ] || printf '%s\n' "$error" >&2
}

# watch_upstream: looks every few seconds whether the replica can stream, mends what it can, and leaves what it cannot for the health check; of a
# primary whether PRIMARY_HOST, which it does not need, is another one
watch_upstream() {
    local verdict former='' file=${wanted[private]}/upstream ours look=0
    ours=$(control_value "${wanted[pgdata]}" 'Database system identifier')
    while :; do
        look=$((look + 1))
        verdict=$(judge_upstream "$ours" "$look" "$former")
        if [ "$verdict" != "$former" ]; then
            printf '%s' "$verdict" >"$file.new"
            mv -fT "$file.new" "$file"
            [ -z "$verdict" ] || log_error "$verdict"
        fi
        former=$verdict
        sleep 10
    done
}

# judge_upstream SYSTEM_IDENTIFIER LOOK FORMER_VERDICT: prints why this replica will not stream again by itself; nothing where it does, or where the primary is
# away: why it is that is left for the health check too
judge_upstream() {
    local primary="${wanted[primary_host]}:${wanted[primary_port]}" answer error slot away=${wanted[private]}/away
    case ${wanted[role]}:$(sql_run "$socket" "$port" "$superuser" <<<"SELECT CASE WHEN pg_is_in_recovery() THEN (SELECT status FROM pg_stat_wal_receiver) ELSE 'promoted' END") in
        primary:* | *:promoted)
            say_if_two "$primary" "$1"
            return 0
            ;;
        *:streaming)
            : >"$away"
            # which it could do from itself; that is asked now and then only
            if [ $(($2 % 10)) -eq 1 ] || [ -n "$3" ]; then
                say_if_itself "$primary"
            fi
            return 0
            ;;
    esac
    answer=$(ask_primary IDENTIFY_SYSTEM 2>"$away.new") || {
        error=$(<"$away.new")
        one_line "${error:-no answer within 20 s}" >"$away"
        return 0
    }
    : >"$away"
    slot=$(find_slot) || slot=unknown
    if [ "${answer%%|*}" != "$1" ]; then
        echo "the primary $primary is another cluster: its system identifier is ${answer%%|*}, ours is $1"
    elif [ "$slot" = 'physical|' ]; then
        echo "the primary has removed WAL that this replica needs: give it an empty volume"
    elif say_if_itself "$primary" | grep .; then
        return 0
    elif [ "$slot" = unknown ] && [ $(($2 % 30)) -ne 1 ]; then
        return 0 # the attempt is an error in the log of the primary where the slot is there
    elif ! error=$(create_slot 2>&1); then
        sed -n 's/^.* ERROR:  //p' <<<"$error"
    fi
}

# say_if_itself PRIMARY: prints so where the server at PRIMARY_HOST has our name
say_if_itself() {
    [ "$(ask_primary 'SHOW cluster_name' 2>/dev/null)" != "${wanted[appname]}" ] ||
        echo "PRIMARY_HOST is this replica itself, or a server of the same name: $1, ${wanted[appname]}"
}

# follow_synchronous: asks for synchronous standbys as soon as enough of them stream
follow_synchronous() {
    local managed=${wanted[pgdata]}/$managed_name line
    [ -n "${wanted[synchronous_standby_names]}" ] || return 0
    line=$(setting_line synchronous_standby_names "${wanted[synchronous_standby_names]}")
    if grep -q -x -F -e "$line" "$managed"; then
        log_log "synchronous replication is in force: ${wanted[synchronous_standby_names]}"
        return 0
    fi
    log_log "synchronous replication waits until ${wanted[synchronous_count]} standbys stream"
    until [ "$(streaming_standbys)" -ge "${wanted[synchronous_count]}" ] 2>/dev/null; do
        sleep 1
    done
    { grep -v '^synchronous_standby_names = ' "$managed" && echo "$line"; } | put_file "$managed"
    kill -HUP "$server_pid"
    log_log "synchronous replication is in force from now on: ${wanted[synchronous_standby_names]}"
}

# streaming_standbys: prints how many of the standbys that may confirm do stream; base backups and the like report no flush position
streaming_standbys() {
    {
        sql_set names "${wanted[synchronous_standby_names]#*(}"
        cat <<'SQL'
SELECT count(DISTINCT application_name) FROM pg_stat_replication
WHERE state = 'streaming' AND flush_lsn IS NOT NULL
    AND (:'names' = '*)' OR strpos(:'names', '"' || replace(application_name, '"', '""') || '"') > 0);
SQL
    } | sql_run "$socket" "$port" "$superuser"
}

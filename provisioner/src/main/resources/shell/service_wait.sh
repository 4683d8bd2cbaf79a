# Waiting for the service of the PostgreSQL instance: until the server accepts connections, and until what streamed streams again. What ends
# in vain says why, with the last lines of the log.
# needs: sql container_server service_state
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# service_wait_mark: remembers where the server's log ends now
service_wait_mark() {
    service_marked=$(date +%s)
    service_log=/var/log/postgresql/postgresql-$pg_version-$pg_instance.log
    service_log_size=$(stat -c %s "$service_log" 2>/dev/null) || service_log_size=0
}

# service_wait_up OLD_PROCESS: waits until a server that is not OLD_PROCESS accepts connections. It fails at once where the unit
# has failed, and after half an hour in which nothing moves; crash recovery that moves may take as long as it takes.
service_wait_up() {
    service_said=
    service_since=$(date +%s)
    while :; do
        service_now=$(service_state_process)
        if [ -n "$service_now" ] && [ "$service_now" != "$1" ] && sql_answers 2>/dev/null && service_state_alive; then
            return 0
        fi
        if service_wait_vain; then
            service_wait_complain "the server did not start"
            return 1
        fi
        service_step=$(service_wait_doing)
        if [ "$service_step" != "$service_said" ]; then
            service_said=$service_step
            service_since=$(date +%s)
            prelude_progress "$service_step"
        elif [ $(($(date +%s) - service_since)) -ge 1800 ]; then
            service_wait_complain "the server has not accepted connections, and nothing has moved for 1800 seconds; last state: $service_said"
            return 1
        fi
        sleep 0.1
        if [ $(($(date +%s) - service_since)) -ge 3 ]; then
            sleep 0.9
        fi
    done
}

# service_wait_vain: whether it has given up. It may have come up and gone down between the two looks, or its unit be a moment behind
service_wait_vain() {
    service_wait_gone || return
    sleep 0.3
    service_wait_gone && ! { service_state_alive && sql_answers 2>/dev/null; }
}

# service_wait_gone: whether systemd has given up, so that waiting is in vain
service_wait_gone() {
    if [ -n "$pg_engine" ]; then
        container_server_gone
        return
    fi
    if [ "$has_systemd" != true ]; then
        ! service_state_alive
        return
    fi
    systemctl show -p ActiveState -p Job "$pg_unit" | awk -F = '
        $1 == "ActiveState" { state = $2 }
        $1 == "Job" && $2 != "" && $2 != "0" { job = 1 }
        END { exit !(!job && (state == "failed" || state == "inactive")) }'
}

# service_wait_doing: prints in a few words what the server is doing while it does not accept connections
service_wait_doing() {
    if [ -n "$pg_engine" ]; then
        service_step=$(container_server_doing)
        echo "${service_step:-waiting for the server to accept connections}"
        return
    fi
    service_pid=$(service_state_process)
    service_pid=${service_pid%% *}
    if [ -n "$service_pid" ]; then
        # shellcheck disable=SC2013  # words are wanted
        for service_child in $(cat "/proc/$service_pid/task/$service_pid/children" 2>/dev/null); do
            service_title=$(tr '\0' ' ' <"/proc/$service_child/cmdline" 2>/dev/null) || continue
            case $service_title in
            *startup*)
                service_title=$(echo "${service_title#*startup}" | tr -s ' ' | sed 's/^ //; s/ $//')
                echo "the server recovers${service_title:+: $service_title}"
                return
                ;;
            esac
        done
    fi
    echo "waiting for the server to accept connections"
}

# service_wait_complain WHAT: prints it with the last lines of the server's log
service_wait_complain() {
    echo "$1" >&2
    service_who=$(service_state_listener)
    if [ -n "$service_who" ] && ! service_state_alive; then
        echo "port $pg_port is in use by $service_who" >&2
    fi
    if [ -n "$pg_engine" ]; then
        engine_ask logs --since "$service_marked" --tail 15 "$pg_container" >&2 2>&1 || :
        return
    fi
    if [ -s "$service_log" ]; then
        tail -c "+$((service_log_size + 1))" "$service_log" | tail -n 15 >&2
    fi
    # what keeps Debian's own tools from starting it, such as a syntax error, is in the journal only
    if [ "$has_systemd" = true ]; then
        journalctl -q -o cat -n 5 -u "$pg_unit" >&2 || :
    fi
}

# service_wait_streaming: prints the application names of the standbys that stream from this server, but for base backups of ours
service_wait_streaming() {
    echo "SELECT DISTINCT application_name FROM pg_stat_replication
        WHERE state = 'streaming' AND application_name NOT LIKE 'pgprov-clone-%' ORDER BY 1;" | sql_run 2>/dev/null
}

# service_wait_resume SECONDS: waits until this standby streams again
service_wait_resume() {
    service_end=$(($(date +%s) + $1))
    while :; do
        service_state=$(echo "SELECT coalesce((SELECT status FROM pg_stat_wal_receiver), 'no WAL receiver')
            || CASE WHEN pg_is_wal_replay_paused() THEN ', replay is paused' ELSE '' END;" | sql_run 2>&1) || :
        if [ "$service_state" = streaming ]; then
            return 0
        fi
        if [ "$(date +%s)" -ge "$service_end" ]; then
            service_wait_complain "this standby does not stream again $1 seconds after the restart; last state: $service_state"
            return 1
        fi
        prelude_progress "waiting for this standby to stream: $service_state"
        sleep 0.5
    done
}

# service_wait_regain SECONDS: waits until every standby named in $scratch/streaming streams again
service_wait_regain() {
    service_end=$(($(date +%s) + $1))
    while :; do
        service_wait_streaming >"$scratch/streaming.now" || :
        service_missing=$(grep -v -x -F -f "$scratch/streaming.now" "$scratch/streaming" | tr '\n' ' ') || :
        if [ -z "$service_missing" ]; then
            return 0
        fi
        if [ "$(date +%s)" -ge "$service_end" ]; then
            echo "these standbys streamed before the restart and do not stream again $1 seconds after it: $service_missing" >&2
            return 1
        fi
        prelude_progress "waiting for standbys to stream again: $service_missing"
        sleep 0.5
    done
}

# service_wait_some: whether any standby named in $scratch/streaming streamed again when that was last looked at
service_wait_some() {
    grep -q -x -F -f "$scratch/streaming.now" "$scratch/streaming"
}

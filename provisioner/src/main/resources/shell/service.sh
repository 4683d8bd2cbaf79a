# The service of the PostgreSQL instance: start, restart and reload, each until the server works again.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them
# needs: sql postgres_settings container

# service_probe: prints "activity", "boot" and, where the server is down, "listener", each with a TAB and a word
service_probe() {
    if ! service_exists; then
        printf 'activity\tnone\n'
        return
    fi
    service_word=$(service_activity)
    printf 'activity\t%s\n' "$service_word"
    printf 'boot\t%s\n' "$(service_boot)"
    case $service_word in
    active | activating) ;;
    *)
        # a server that is paused keeps its port
        if [ -z "$pg_engine" ] || ! container_paused; then
            printf 'listener\t%s\n' "$(service_listener)"
        fi
        ;;
    esac
}

# service_exists: whether the platform knows the instance
service_exists() {
    if [ -n "$pg_engine" ]; then
        container_exists "$pg_container"
        return
    fi
    [ -e "$pg_conf_dir/postgresql.conf" ]
}

# service_activity: prints active, activating, deactivating, inactive, failed or masked
service_activity() {
    if [ -n "$pg_engine" ]; then
        container_activity
    elif [ "$has_systemd" = true ]; then
        systemctl show -p LoadState -p ActiveState "$pg_unit" | awk -F = '
            $1 == "LoadState" && $2 == "masked" { masked = 1 }
            $1 == "ActiveState" { state = $2 }
            END { print masked ? "masked" : state }'
    elif service_alive; then
        echo active
    else
        echo inactive
    fi
}

# service_process: prints the postmaster's process id and start time, as its lock file has them
service_process() {
    if [ -n "$pg_engine" ]; then
        container_process
    elif [ -s "$pg_data_dir/postmaster.pid" ]; then
        awk 'NR == 1 { id = $1 } NR == 3 { print id, $1 }' "$pg_data_dir/postmaster.pid" 2>/dev/null
    fi
}

# service_alive: whether the process of the lock file is there and is a server's
service_alive() {
    if [ -n "$pg_engine" ]; then
        prelude_running
        return
    fi
    service_pid=$(service_process)
    service_pid=${service_pid%% *}
    [ -n "$service_pid" ] && grep -q -a postgres "/proc/$service_pid/cmdline" 2>/dev/null
}

# service_boot: prints auto where the server starts with the host, else why it does not: manual, disabled, off
service_boot() {
    if [ -n "$pg_engine" ]; then
        container_boot
    elif [ "$os_family" = debian ]; then
        service_word=$(awk '!/^[ \t]*(#|$)/ { print $1; exit }' "$pg_conf_dir/start.conf" 2>/dev/null)
        service_word=${service_word:-auto}
        if [ "$has_systemd" = true ] && [ "$service_word" = auto ] && ! systemctl -q is-enabled postgresql.service; then
            service_word=off
        fi
        echo "$service_word"
    elif systemctl -q is-enabled "$pg_unit"; then
        echo auto
    else
        echo off
    fi
}

# service_listener: prints who listens on the port that this server wants, or nothing
service_listener() {
    if command -v ss >/dev/null 2>&1; then
        ss -H -l -t -n -p "sport = :$pg_port" | sed -n -e 's/.*users:((\("[^"]*",pid=[0-9]*\).*/\1/p' | tr -d '"' | sort -u | head -n 1
    fi
}

# service_enable: makes the server start with the host
service_enable() {
    if [ -n "$pg_engine" ]; then
        container_enable
    elif [ "$os_family" = debian ]; then
        # as the account that owns the directory: root would follow a link that was put there
        # shellcheck disable=SC2016  # for the inner shell
        as_postgres sh -c 'umask 022
            printf "%s\n" "# Whether this instance starts with the host: auto, manual or disabled. Set by pgprov." auto >"$1.pgprov" &&
                mv -fT "$1.pgprov" "$1"' sh "$pg_conf_dir/start.conf" 3>&- || return 1
        if [ "$has_systemd" = true ]; then
            systemctl -q is-enabled postgresql.service || systemctl -q enable postgresql.service 3>&- 9>&-
            systemctl daemon-reload
        fi
    else
        systemctl -q enable "$pg_unit"
    fi
}

# service_start: starts the server and waits until it accepts connections
service_start() {
    service_mark
    if [ -n "$pg_engine" ]; then
        container_launch || service_recover || return
        service_await '' || service_recover || return
        container_keep || return
        postgres_settings_settle
        return
    fi
    if [ "$has_systemd" = true ]; then
        if [ "$(service_activity)" = failed ]; then
            systemctl reset-failed "$pg_unit"
        fi
        systemctl start --no-block "$pg_unit"
    else
        service_control start || service_recover || return
    fi
    service_await '' || service_recover || return
    postgres_settings_settle
}

# service_reload: makes a running server read its configuration, and waits until it has; one that is down reads it when it starts
service_reload() {
    if ! service_alive; then
        return 0
    fi
    if ! service_before=$(echo 'SELECT pg_conf_load_time(); SELECT pg_reload_conf() AS sent \gset' | sql_run 2>/dev/null); then
        # it does not answer yet: the signal is all there is
        as_postgres "$pg_bin_dir/pg_ctl" reload -s -D "$pg_data_dir"
        return
    fi
    for service_try in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.1
        service_now=$(echo 'SELECT pg_conf_load_time();' | sql_run 2>/dev/null) || service_now=$service_before
        if [ "$service_now" != "$service_before" ]; then
            # what waits for a restart has not been proved
            service_waiting=$(echo 'SELECT count(*) FROM pg_settings WHERE pending_restart;' | sql_run 2>/dev/null) || :
            if [ "$service_waiting" = 0 ]; then
                postgres_settings_settle
            fi
            return 0
        fi
        if [ "$service_try" -gt 5 ]; then
            sleep 1
        fi
    done
    echo "the server has not read its configuration within 6 seconds of the reload" >&2
    return 1
}

# service_restart: restarts the server, waits until it accepts connections, and until those that streamed stream again
service_restart() {
    service_old=$(service_process)
    service_role=$(echo "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'primary'
        WHEN EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') THEN 'streaming' ELSE 'standby' END;" |
        sql_run 2>/dev/null) || service_role=unknown
    service_streaming >"$scratch/streaming" || :
    service_mark
    if [ -n "$pg_engine" ]; then
        container_relaunch || service_recover || return
    elif [ "$has_systemd" = true ]; then
        if [ "$(service_activity)" = failed ]; then
            systemctl reset-failed "$pg_unit"
        fi
        systemctl restart --no-block "$pg_unit"
    else
        service_control restart || service_recover || return
    fi
    service_await "$service_old" || service_recover || return
    postgres_settings_settle
    case $service_role in
    streaming) service_resume 60 ;;
    primary) service_regain 60 ;;
    *) : ;;
    esac || {
        # a container that does not replicate gives way to the one before it, too
        if [ -n "$pg_engine" ]; then
            service_recover || return
        fi
        return 1
    }
    if [ -n "$pg_engine" ]; then
        container_keep
    fi
}

# service_recover: fails; where this run has written the settings that the server was to start with, or made another container for it,
# first puts the former ones back and starts the server with them
service_recover() {
    service_back=
    if postgres_settings_revert; then
        service_back='the former settings are back'
    fi
    if [ -n "$pg_engine" ] && container_restore; then
        service_back="${service_back:+$service_back, }the former container is back"
    fi
    if [ -z "$service_back" ]; then
        return 1
    fi
    service_mark
    if [ -n "$pg_engine" ]; then
        container_stop || :
        container_start || :
    elif [ "$has_systemd" = true ]; then
        systemctl reset-failed "$pg_unit" || :
        systemctl start --no-block "$pg_unit"
    else
        service_control start || :
    fi
    if service_await '' 2>"$scratch/recover"; then
        echo "$service_back, and the server runs with them" >&2
    else
        echo "$service_back, and the server does not start with them either:" >&2
        cat "$scratch/recover" >&2
    fi
    return 1
}

# service_control start|restart: does it without systemd; the server gets none of our descriptors
service_control() {
    if ! pg_ctlcluster --skip-systemctl-redirect "$pg_version" "$pg_instance" "$1" -- -t 86400 >"$scratch/control" 2>&1 </dev/null 3>&- 9>&-; then
        tail -n 5 "$scratch/control" >&2
        service_complain "the server did not start"
        return 1
    fi
}

# service_mark: remembers where the server's log ends now
service_mark() {
    service_marked=$(date +%s)
    service_log=/var/log/postgresql/postgresql-$pg_version-$pg_instance.log
    service_log_size=$(stat -c %s "$service_log" 2>/dev/null) || service_log_size=0
}

# service_await OLD_PROCESS: waits until a server that is not OLD_PROCESS accepts connections. It fails at once where the unit
# has failed, and after half an hour in which nothing moves; crash recovery that moves may take as long as it takes.
service_await() {
    service_said=
    service_since=$(date +%s)
    while :; do
        service_now=$(service_process)
        if [ -n "$service_now" ] && [ "$service_now" != "$1" ] && sql_answers 2>/dev/null && service_alive; then
            return 0
        fi
        if service_gone; then
            # it may have come up and gone down between the two looks, or its unit be a moment behind
            sleep 0.3
            if service_gone && ! { service_alive && sql_answers 2>/dev/null; }; then
                service_complain "the server did not start"
                return 1
            fi
        fi
        service_step=$(service_doing)
        if [ "$service_step" != "$service_said" ]; then
            service_said=$service_step
            service_since=$(date +%s)
            prelude_progress "$service_step"
        elif [ $(($(date +%s) - service_since)) -ge 1800 ]; then
            service_complain "the server has not accepted connections, and nothing has moved for 1800 seconds; last state: $service_said"
            return 1
        fi
        sleep 0.1
        if [ $(($(date +%s) - service_since)) -ge 3 ]; then
            sleep 0.9
        fi
    done
}

# service_gone: whether systemd has given up, so that waiting is in vain
service_gone() {
    if [ -n "$pg_engine" ]; then
        container_gone
        return
    fi
    if [ "$has_systemd" != true ]; then
        ! service_alive
        return
    fi
    systemctl show -p ActiveState -p Job "$pg_unit" | awk -F = '
        $1 == "ActiveState" { state = $2 }
        $1 == "Job" && $2 != "" && $2 != "0" { job = 1 }
        END { exit !(!job && (state == "failed" || state == "inactive")) }'
}

# service_doing: prints in a few words what the server is doing while it does not accept connections
service_doing() {
    if [ -n "$pg_engine" ]; then
        service_step=$(container_doing)
        echo "${service_step:-waiting for the server to accept connections}"
        return
    fi
    service_pid=$(service_process)
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

# service_complain WHAT: prints it with the last lines of the server's log
service_complain() {
    echo "$1" >&2
    service_who=$(service_listener)
    if [ -n "$service_who" ] && ! service_alive; then
        echo "port $pg_port is in use by $service_who" >&2
    fi
    if [ -n "$pg_engine" ]; then
        prelude_ask logs --since "$service_marked" --tail 15 "$pg_container" >&2 2>&1 || :
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

# service_streaming: prints the application names of the standbys that stream from this server, but for base backups of ours
service_streaming() {
    echo "SELECT DISTINCT application_name FROM pg_stat_replication
        WHERE state = 'streaming' AND application_name NOT LIKE 'pgprov-clone-%' ORDER BY 1;" | sql_run 2>/dev/null
}

# service_resume SECONDS: waits until this standby streams again
service_resume() {
    service_end=$(($(date +%s) + $1))
    while :; do
        service_state=$(echo "SELECT coalesce((SELECT status FROM pg_stat_wal_receiver), 'no WAL receiver')
            || CASE WHEN pg_is_wal_replay_paused() THEN ', replay is paused' ELSE '' END;" | sql_run 2>&1) || :
        if [ "$service_state" = streaming ]; then
            return 0
        fi
        if [ "$(date +%s)" -ge "$service_end" ]; then
            service_complain "this standby does not stream again $1 seconds after the restart; last state: $service_state"
            return 1
        fi
        prelude_progress "waiting for this standby to stream: $service_state"
        sleep 0.5
    done
}

# service_regain SECONDS: waits until every standby named in $scratch/streaming streams again
service_regain() {
    service_end=$(($(date +%s) + $1))
    while :; do
        service_streaming >"$scratch/streaming.now" || :
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

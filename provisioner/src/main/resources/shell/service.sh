# The service of the PostgreSQL instance: start, restart and reload, each until the server works again.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them
# needs: sql postgres_settings container service_state service_wait

# service_probe: prints "activity", "boot" and, where the server is down, "listener", each with a TAB and a word
service_probe() {
    if ! service_state_exists; then
        printf 'activity\tnone\n'
        return
    fi
    service_word=$(service_state_activity)
    printf 'activity\t%s\n' "$service_word"
    printf 'boot\t%s\n' "$(service_state_boot)"
    case $service_word in
    active | activating) ;;
    *)
        # a server that is paused keeps its port
        if [ -z "$pg_engine" ] || ! container_server_paused; then
            printf 'listener\t%s\n' "$(service_state_listener)"
        fi
        ;;
    esac
}

# service_enable: makes the server start with the host
service_enable() {
    if [ -n "$pg_engine" ]; then
        container_unit_enable
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
    service_wait_mark
    service_launch start || service_recover || return
    service_wait_up '' || service_recover || return
    if [ -n "$pg_engine" ]; then
        container_keep || return
    fi
    postgres_settings_settle
}

# service_launch start|restart: has whatever runs the server do it, and does not wait for the server
service_launch() {
    if [ -n "$pg_engine" ]; then
        case $1 in
        start) container_launch ;;
        *) container_relaunch ;;
        esac
    elif [ "$has_systemd" = true ]; then
        if [ "$(service_state_activity)" = failed ]; then
            systemctl reset-failed "$pg_unit" || return
        fi
        systemctl "$1" --no-block "$pg_unit"
    else
        service_control "$1"
    fi
}

# service_reload: makes a running server read its configuration, and waits until it has; one that is down reads it when it starts
service_reload() {
    if ! service_state_alive; then
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
    service_old=$(service_state_process)
    service_role=$(service_state_role)
    service_wait_streaming >"$scratch/streaming" || :
    service_wait_mark
    service_launch restart || service_recover || return
    service_wait_up "$service_old" || service_recover || return
    postgres_settings_settle
    service_rejoin || return
    if [ -n "$pg_engine" ]; then
        container_keep
    fi
}

# service_rejoin: waits until what streamed before the restart streams again; a container that does not replicate gives way to the one
# before it. That of a primary replicates if it does to any standby: one that stays away then has reasons of its own, which another
# restart of the primary does not mend
service_rejoin() {
    case $service_role in
    streaming) service_wait_resume 60 && return ;;
    primary) service_wait_regain 60 && return ;;
    *) return 0 ;;
    esac
    if [ -n "$pg_engine" ] && [ "$service_role" = primary ] && service_wait_some; then
        echo "others stream again: this server is left as it is" >&2
    elif [ -n "$pg_engine" ]; then
        service_recover
    fi
    return 1
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
    service_wait_mark
    service_relaunch
    if service_wait_up '' 2>"$scratch/recover"; then
        echo "$service_back, and the server runs with them" >&2
    else
        echo "$service_back, and the server does not start with them either:" >&2
        cat "$scratch/recover" >&2
    fi
    return 1
}

# service_relaunch: starts the server with what is back, whatever state it is in
service_relaunch() {
    if [ -n "$pg_engine" ]; then
        container_server_stop || :
        container_server_start || :
    elif [ "$has_systemd" = true ]; then
        systemctl reset-failed "$pg_unit" || :
        systemctl start --no-block "$pg_unit" || :
    else
        service_control start || :
    fi
}

# service_control start|restart: does it without systemd; the server gets none of our descriptors
service_control() {
    if ! pg_ctlcluster --skip-systemctl-redirect "$pg_version" "$pg_instance" "$1" -- -t 86400 >"$scratch/control" 2>&1 </dev/null 3>&- 9>&-; then
        tail -n 5 "$scratch/control" >&2
        service_wait_complain "the server did not start"
        return 1
    fi
}

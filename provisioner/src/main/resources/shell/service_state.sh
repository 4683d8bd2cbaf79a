# How the service of the PostgreSQL instance is, on the host itself or in a container.
# needs: sql container_server container_unit
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# service_state_exists: whether the platform knows the instance
service_state_exists() {
    if [ -n "$pg_engine" ]; then
        engine_knows
        return
    fi
    [ -e "$pg_conf_dir/postgresql.conf" ]
}

# service_state_activity: prints active, activating, deactivating, inactive, failed or masked
service_state_activity() {
    if [ -n "$pg_engine" ]; then
        container_server_activity
    elif [ "$has_systemd" = true ]; then
        systemctl show -p LoadState -p ActiveState "$pg_unit" | awk -F = '
            $1 == "LoadState" && $2 == "masked" { masked = 1 }
            $1 == "ActiveState" { state = $2 }
            END { print masked ? "masked" : state }'
    elif service_state_alive; then
        echo active
    else
        echo inactive
    fi
}

# service_state_process: prints the postmaster's process id and start time, as its lock file has them
service_state_process() {
    if [ -n "$pg_engine" ]; then
        container_server_process
    elif [ -s "$pg_data_dir/postmaster.pid" ]; then
        awk 'NR == 1 { id = $1 } NR == 3 { print id, $1 }' "$pg_data_dir/postmaster.pid" 2>/dev/null
    fi
}

# service_state_alive: whether the process of the lock file is there and is a server's
service_state_alive() {
    if [ -n "$pg_engine" ]; then
        engine_running
        return
    fi
    service_pid=$(service_state_process)
    service_pid=${service_pid%% *}
    [ -n "$service_pid" ] && grep -q -a postgres "/proc/$service_pid/cmdline" 2>/dev/null
}

# service_state_boot: prints auto where the server starts with the host, else why it does not: manual, disabled, off
service_state_boot() {
    if [ -n "$pg_engine" ]; then
        container_unit_boot
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

# service_state_listener: prints who listens on the port that this server wants, or nothing
service_state_listener() {
    if command -v ss >/dev/null 2>&1; then
        ss -H -l -t -n -p "sport = :$pg_port" | sed -n -e 's/.*users:((\("[^"]*",pid=[0-9]*\).*/\1/p' | tr -d '"' | sort -u | head -n 1
    fi
}

# service_state_role: prints primary, streaming, standby, or unknown where the server does not say
service_state_role() {
    echo "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'primary'
        WHEN EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') THEN 'streaming' ELSE 'standby' END;" |
        sql_run 2>/dev/null || echo unknown
}

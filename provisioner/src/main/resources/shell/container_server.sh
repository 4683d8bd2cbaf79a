# The server in the container, through its engine: started and stopped, and how it is.
# needs: sql container_unit
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# container_server_start: starts the container; Podman's belongs to a unit, so that it starts with the host
container_server_start() {
    if ! engine_running && container_worker=$(container_server_worker); then
        echo "process $container_worker of another server works in $pg_data_dir: two would destroy it" >&2
        return 1
    fi
    container_failures=0
    if [ "$pg_engine" = podman ] && [ "$has_systemd" = true ]; then
        container_unit_used || container_unit_enable || return 1
        systemctl reset-failed "$pg_unit" 2>/dev/null || :
        systemctl start --no-block "$pg_unit"
    else
        engine_change start "$pg_container" >"$scratch/start" 2>&1 || {
            cat "$scratch/start" >&2
            return 1
        }
    fi
    container_failures=$(container_server_restarts)
}

# container_server_stop: stops the container and waits for a clean end, however long that takes
container_server_stop() {
    if container_unit_used; then
        systemctl stop "$pg_unit" || :
    fi
    if container_server_paused; then
        engine_change unpause "$pg_container" >/dev/null || return 1
    fi
    engine_bounded 3700 stop -t 3600 "$pg_container" >"$scratch/stop" 2>&1 </dev/null || {
        cat "$scratch/stop" >&2
        return 1
    }
}

# container_server_restarts: prints how often the container has been started again after it had failed
container_server_restarts() {
    if container_unit_used; then
        container_count=$(systemctl show -p NRestarts --value "$pg_unit")
    else
        container_count=$(engine_ask container inspect -f '{{.RestartCount}}' "$pg_container" 2>/dev/null) || :
    fi
    echo "${container_count:-0}"
}

# container_server_paused: whether somebody has paused it; its server keeps its port, and answers nobody
container_server_paused() {
    [ "$(engine_status)" = paused ]
}

# container_server_gone: whether it does not come up by itself, so that waiting is in vain
container_server_gone() {
    container_state=$(engine_status)
    container_again=$(($(container_server_restarts) - ${container_failures:-0}))
    case $container_state:$container_again in
    restarting:[01] | running:[012]) return 1 ;;
    running:* | stopping:* | restarting:*) [ "$container_again" -ge 3 ] && ! sql_answers 2>/dev/null ;;
    *) [ "$container_again" -ge 3 ] || ! container_unit_pending ;;
    esac
}

# container_server_activity: prints the state in systemd's words
container_server_activity() {
    case $(engine_status) in
    running) echo active ;;
    stopping | removing) echo deactivating ;;
    restarting | dead) echo failed ;;
    *) echo inactive ;;
    esac
}

# container_server_process: prints what tells one start of the container from another; nothing while it does not run
container_server_process() {
    if engine_running; then
        engine_ask container inspect -f '{{.Id}} {{.State.StartedAt}}' "$pg_container" | tr ' ' -
    fi
}

# container_server_said LINES: prints the last lines that the container has written
container_server_said() {
    engine_ask logs --tail "$1" "$pg_container" 2>&1
}

# container_server_doing: prints how far a base backup is, or nothing
container_server_doing() {
    if grep -q -x kind=clone "$pg_data_dir/.pgprov-new/marker" 2>/dev/null; then
        echo "base backup, $(($(container_server_bytes) / 1048576)) MB so far"
    fi
}

# container_server_bytes: prints the size of what is being made in the data directory
container_server_bytes() {
    container_size=$(timeout -s KILL 20 du -s -B 1 -- "$pg_data_dir/.pgprov-new" 2>/dev/null | cut -f 1)
    echo "${container_size:-0}"
}

# container_server_worker: prints the id of a server's process that works in the data directory, whoever has started it; else fails. Those of
# containers have other ids in postmaster.pid, and are known by their working directory
container_server_worker() {
    for container_process in /proc/[0-9]*; do
        # shellcheck disable=SC3013  # test -ef is in POSIX since 2024, and in every sh for longer
        if [ "$container_process/cwd" -ef "$pg_data_dir" ] && grep -q '^postgres' "$container_process/comm" 2>/dev/null; then
            echo "${container_process#/proc/}"
            return
        fi
    done
    return 1
}

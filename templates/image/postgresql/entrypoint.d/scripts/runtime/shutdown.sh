# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh declares what all share
# Signals, and the children of process 1, which also reaps what others leave behind: bash does that for every child.

server_pid=
beside_pid=
preparing_pid=
temporary_pid=
temporary_data=
starting=
stopping=

# watch_signals: from now on TERM and INT are a fast shutdown of whatever runs, and QUIT an immediate one
watch_signals() {
    trap 'stop TERM 143' TERM
    trap 'stop INT 130' INT
    trap 'stop QUIT 131' QUIT
    trap 'kill -HUP "$server_pid" 2>/dev/null || true' HUP
}

# stop SIGNAL STATUS: a fast shutdown of the server, or an end of what prepares it
stop() {
    [ -n "$stopping" ] || log_log "received SIG$1: shutting down"
    stopping=$2
    [ -z "$beside_pid" ] || kill -TERM -- "-$beside_pid" 2>/dev/null || true
    [ -z "$preparing_pid" ] || kill -TERM -- "-$preparing_pid" 2>/dev/null || true
    [ -z "$server_pid" ] || kill -"${1/TERM/INT}" "$server_pid" 2>/dev/null || true
    [ -n "$starting$preparing_pid$server_pid" ] || exit "$2"
}

# await PID: waits for a child, whatever signals come in between; returns its exit status
await() {
    local status=0 again=0
    wait "$1" || status=$?
    # a signal ends `wait` too, with a status above 128
    while [ "$status" -gt 128 ] && kill -0 "$1" 2>/dev/null; do
        status=0
        wait "$1" || status=$?
    done
    if [ "$status" -gt 128 ]; then
        wait "$1" 2>/dev/null || again=$?
        [ "$again" -eq 127 ] || status=$again
    fi
    return "$status"
}

# prepare COMMAND...: runs it in a process group of its own, so that a signal reaches all that it has started
prepare() {
    local status=0
    starting=yes
    (
        trap 'exit 143' TERM INT
        trap abandon_temporary EXIT
        "$@"
    ) </dev/null &
    preparing_pid=$!
    started
    await "$preparing_pid" || status=$?
    preparing_pid=
    [ -z "$stopping" ] || exit "$stopping"
    return "$status"
}

# started: a signal that came between the start of a child and our knowing its number is passed on now
started() {
    starting=
    [ -z "$stopping" ] || stop TERM "$stopping"
}

# abandon_temporary: ends a temporary server whose work is not finished
abandon_temporary() {
    [ -n "$temporary_data" ] || return 0
    pg_ctl stop -D "$temporary_data" -m fast -w -t 60 -s 2>/dev/null || true
}

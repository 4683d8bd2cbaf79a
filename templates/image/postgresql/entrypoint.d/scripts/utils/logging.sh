# shellcheck shell=bash
# Lines like the server's own, on standard error, where the server's are too.

# log_log MESSAGE: tells what is done
log_log() { log_line LOG "$1"; }

# log_warning MESSAGE [HINT]: tells of something that may not be meant so
log_warning() {
    log_line WARNING "$1"
    log_hint "${2:-}"
}

# log_error MESSAGE [HINT]: tells why something is not done
log_error() {
    log_line ERROR "$1"
    log_hint "${2:-}"
}

# log_hint [HINT]: tells the next step, if there is one to tell
log_hint() {
    [ -z "${1:-}" ] || log_line HINT "$1"
}

# die MESSAGE [HINT]: tells why, and ends this shell
die() {
    log_error "$@"
    exit 1
}

# log_line LEVEL MESSAGE: one line, in the time zone that initdb gives the server's log; what a terminal would obey is shown as a question mark
log_line() {
    local now=$EPOCHREALTIME milliseconds message=${2//[[:cntrl:]]/?}
    milliseconds=${now#*[.,]}
    printf '%(%Y-%m-%d %H:%M:%S)T.%s %(%Z)T [%d] %s:  %s\n' \
        "${now%[.,]*}" "${milliseconds:0:3}" "${now%[.,]*}" "$BASHPID" "$1" "$message" >&2
}

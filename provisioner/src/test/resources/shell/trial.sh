# Functions for tests of connections.
# shellcheck shell=sh

# trial_print BYTES: prints that many bytes
trial_print() {
    head -c "$1" /dev/zero | tr '\0' x
    head -c 100000 /dev/zero | tr '\0' e >&2
}

# trial_slow SECONDS FILE: says that it has begun, waits, says so again, and makes FILE
trial_slow() {
    prelude_progress begun
    sleep "$1"
    prelude_progress waited
    : >"$2"
}

# trial_die: ends the whole script in its middle
trial_die() {
    echo "last words" >&4
    kill -KILL "$$"
}

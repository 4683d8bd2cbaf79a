# The end of standby mode on a server that is to stand alone.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude
# needs: sql

# postgres_promotion_probe: prints "host:port" of the server that this standby follows, unless nothing answers there or what does has
# another system identifier; prints "unknown" where it cannot be told
postgres_promotion_probe() {
    if ! sql_answers; then
        return 0
    fi
    promotion_own=$(echo "SELECT system_identifier FROM pg_control_system() WHERE pg_is_in_recovery();" | sql_run) || return 1
    if [ -z "$promotion_own" ]; then
        return 0
    fi
    promotion_conninfo=$(echo "SELECT current_setting('primary_conninfo');" | sql_run) || return 1
    if [ -z "$promotion_conninfo" ]; then
        # its wiring was taken out: the server that it followed may well take writes
        echo unknown
        return 0
    fi
    if postgres_promotion_ask >"$scratch/upstream" 2>"$scratch/upstream.err"; then
        if [ "$(head -n 1 "$scratch/upstream" | cut -f 1)" = "$promotion_own" ]; then
            tail -n 1 "$scratch/upstream" | tr ' ' ':'
        fi
    elif ! grep -q -e 'Connection refused' -e 'No route to host' -e 'Network is unreachable' -e 'timed out' -e 'timeout expired' \
        -e 'could not translate host name' -e 'No such file or directory' "$scratch/upstream.err"; then
        # it answers, if only to turn this server away: whether it takes writes cannot be known
        postgres_promotion_place
    fi
}

# postgres_promotion_ask: asks the upstream who it is; prints that and, on a line of its own, "host port".
# A connection string of the server's own goes on standard input, as all does that may hold a secret.
postgres_promotion_ask() {
    {
        printf '\\connect -reuse-previous=off '
        printf "'"
        printf '%s replication=true connect_timeout=5' "$promotion_conninfo" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"
        printf "'\n"
        printf '%s\n' 'IDENTIFY_SYSTEM' '\g' '\echo :HOST :PORT'
    } | sql_run
}

# postgres_promotion_place: prints where the upstream is, as its answer named it
postgres_promotion_place() {
    promotion_place=$(sed -n -e 's/.*connection to server at "\([^"]*\)".*, port \([0-9]*\) .*/\1:\2/p' "$scratch/upstream.err" | head -n 1)
    echo "${promotion_place:-unknown}"
}

# postgres_promotion_promote: asks the upstream once more, promotes, and waits until the server takes writes
postgres_promotion_promote() {
    promotion_upstream=$(postgres_promotion_probe)
    if [ "$promotion_upstream" = unknown ]; then
        echo "the upstream of this standby is not known: nothing was promoted" >&2
        return 1
    fi
    if [ -n "$promotion_upstream" ]; then
        echo "$promotion_upstream answers with the same system identifier: nothing was promoted" >&2
        return 1
    fi
    prelude_progress "promoting"
    promotion_done=$(echo "SELECT pg_promote(true, 60);" | sql_run) || return 1
    if [ "$promotion_done" != t ]; then
        echo "the server did not end recovery within 60 seconds" >&2
        return 1
    fi
}

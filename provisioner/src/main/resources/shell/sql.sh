# SQL on the host's own server, through its Unix socket, as the postgres account.
# shellcheck shell=sh disable=SC2154  # the prelude sets pg_* and sql_limit

# sql_set NAME VALUE: prints the psql line that makes VALUE usable as :'NAME' and :"NAME"; goes to psql's standard input
sql_set() {
    printf '\\set %s '"'" "$1"
    printf '%s' "$2" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"
    printf "'\n"
}

# sql_run [PSQL OPTION...]: runs the SQL on standard input in the postgres database; unaligned tuples, fields separated by TAB.
# A login may take 20 seconds. A statement of a probe may take what the prelude gives it, one of a change as long as it takes
sql_run() {
    as_postgres env PGCONNECT_TIMEOUT=20 "PGOPTIONS=${sql_limit:+-c statement_timeout=$sql_limit}" \
        "$pg_bin_dir/psql" -X -q -A -t -F '	' -v ON_ERROR_STOP=1 -w -h "$pg_socket_dir" -p "$pg_port" -d postgres -f - "$@"
}

# sql_answers: whether the server accepts connections; says why not on standard error. The probes of a script ask once
sql_answers() {
    if [ -n "$sql_limit" ] && [ -e "$scratch/answers" ]; then
        return 0
    fi
    if [ -n "$pg_engine" ]; then
        # an engine may answer, and run nothing: that ends in a change, too, which waits for this
        engine_running &&
            engine_bounded 300 exec "$pg_container" "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5 </dev/null || return
    else
        "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5 || return
    fi
    if [ -n "$sql_limit" ]; then
        : >"$scratch/answers"
    fi
}

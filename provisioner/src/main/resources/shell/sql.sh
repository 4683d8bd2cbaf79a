# SQL on the host's own server, through its Unix socket, as the postgres account.
# shellcheck shell=sh disable=SC2154  # the prelude sets pg_*

# sql_set NAME VALUE: prints the psql line that makes VALUE usable as :'NAME' and :"NAME"; goes to psql's standard input
sql_set() {
    printf '\\set %s '"'" "$1"
    printf '%s' "$2" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"
    printf "'\n"
}

# sql_run [PSQL OPTION...]: runs the SQL on standard input in the postgres database; unaligned tuples, fields separated by TAB
sql_run() {
    as_postgres "$pg_bin_dir/psql" -X -q -A -t -F '	' -v ON_ERROR_STOP=1 -w \
        -h "$pg_socket_dir" -p "$pg_port" -d postgres -f - "$@"
}

# sql_answers: whether the server accepts connections; says why not on standard error
sql_answers() {
    "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5
}

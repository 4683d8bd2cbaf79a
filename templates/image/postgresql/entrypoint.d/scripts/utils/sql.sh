# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# Quoting for each of PostgreSQL's languages, and psql.

# doubled TEXT CHARACTER: prints it with each CHARACTER written twice
doubled() {
    printf '%s' "${1//"$2"/"$2$2"}"
}

# sql_set NAME VALUE: prints the psql line that makes VALUE usable as :'NAME' and :"NAME"; it goes to psql's standard input
sql_set() {
    printf "\\\\set %s '%s'\n" "$1" "$(doubled "$(doubled "$2" \\)" "'")"
}

# sql_run DIRECTORY_OF_SOCKET PORT SUPERUSER [PSQL OPTION...]: runs the SQL on standard input, in template1: that is where our row of
# pg_hba.conf lets us in whatever the user's own rows say
sql_run() {
    local socket=$1 port=$2 user=$3
    shift 3
    PGCONNECT_TIMEOUT=20 local_psql -v ON_ERROR_STOP=1 -h "$socket" -p "$port" -U "$user" -d template1 -f - "$@"
}

# local_psql PSQL OPTION...: psql over a socket; what bends connections to other servers, and what the cluster sets for all sessions, is not for it.
# Without a client encoding, bytes reach the server as they are: passwords are hashed as UTF-8 whatever the encoding of the database.
local_psql() {
    env -u PGCHANNELBINDING -u PGREQUIREPEER -u PGREQUIRESSL -u PGREQUIREAUTH -u PGSSLMODE -u PGGSSENCMODE PGCLIENTENCODING=SQL_ASCII \
        PGOPTIONS='-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0 -c search_path=pg_catalog' psql -X -q -A -t -w "$@"
}

# conninfo_word KEYWORD VALUE: prints a word of a connection string
conninfo_word() {
    local value quote="'" escaped="\\'"
    value=$(doubled "$2" \\)
    printf "%s='%s'" "$1" "${value//"$quote"/"$escaped"}"
}

# setting_line NAME VALUE: prints a line of postgresql.conf
setting_line() {
    printf "%s = '%s'\n" "$1" "$(doubled "$(doubled "$2" \\)" "'")"
}

# quoted_name TEXT: prints a name in double quotes, which take any special meaning from it in pg_hba.conf, pg_ident.conf and SQL
quoted_name() {
    printf '"%s"' "$(doubled "$1" '"')"
}

# Proof that standbys replay what their primary writes.
# shellcheck shell=sh
# needs: sql

# replication_prove SECONDS APPLICATION_NAME...: writes one WAL record on the primary and waits until every named standby has
# replayed it; prints the names that have not
replication_prove() {
    prove_deadline=$(($(date +%s) + $1))
    shift
    prove_lsn=$(echo "select pg_create_restore_point('pgprov')" | sql_run) || return 1
    while :; do
        prove_late=
        for prove_name in "$@"; do
            prove_seen=$({
                sql_set name "$prove_name"
                sql_set lsn "$prove_lsn"
                echo "select count(*) from pg_stat_replication
                      where application_name = :'name' and state = 'streaming' and replay_lsn >= :'lsn'::pg_lsn;"
            } | sql_run) || return 1
            if [ "$prove_seen" -eq 0 ]; then
                prove_late="$prove_late$prove_name
"
            fi
        done
        if [ -z "$prove_late" ]; then
            return 0
        fi
        if [ "$(date +%s)" -ge "$prove_deadline" ]; then
            printf '%s' "$prove_late"
            return 1
        fi
        sleep 0.1
    done
}

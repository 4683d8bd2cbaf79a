# All replication slots of a server.
# shellcheck shell=sh
# needs: sql

# replication_slots_probe: prints "down", or a line for each lasting slot: name, active t/f, wal_status, bytes of WAL it keeps
replication_slots_probe() {
    if ! sql_answers; then
        echo down
        return 0
    fi
    sql_run <<'SQL'
SELECT slot_name, active, coalesce(wal_status, ''), coalesce(greatest(0, pg_wal_lsn_diff(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn)), 0)::bigint
FROM pg_replication_slots WHERE NOT temporary ORDER BY 1;
SQL
}

# Physical replication slots.
# shellcheck shell=sh
# needs: sql

# replication_slot_probe NAME: prints "down", or one line of fields: oldest WAL position that is there, slot type or
# "absent", active t/f, restart_lsn, wal_status, safe_wal_size
replication_slot_probe() {
    if ! sql_answers; then
        echo down
        return 0
    fi
    {
        sql_set name "$1"
        cat <<'SQL'
WITH wal AS (
    SELECT min(substr(name, 9)) AS segment FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'
)
SELECT coalesce(substr(segment, 1, 8) || '/' || to_hex(
        ('x' || substr(segment, 9))::bit(32)::bigint * pg_size_bytes(current_setting('wal_segment_size'))), '0/0'),
    coalesce(slot_type, 'absent'), coalesce(active, false), coalesce(restart_lsn::text, ''),
    coalesce(wal_status, ''), coalesce(safe_wal_size::text, '')
FROM wal LEFT JOIN pg_replication_slots ON slot_name = :'name';
SQL
    } | sql_run
}

# replication_slot_create NAME: makes a slot that keeps WAL from now on; fails where there is one of that name
replication_slot_create() {
    {
        sql_set name "$1"
        cat <<'SQL'
SELECT pg_create_physical_replication_slot(:'name', true);
SQL
    } | sql_run
}

# The server that a base backup is made from: what it says of itself, what the base backup would hold, and whether one of an earlier run is
# still of use.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables are shared with the prelude, base_backup.sh and replica.sh

# base_backup_source_await SECONDS: waits until the source lets the replication user in and is the cluster that is wanted
base_backup_source_await() {
    replica_from=$(date +%s)
    replica_said=0
    until base_backup_source_ask IDENTIFY_SYSTEM >"$scratch/identity" 2>"$scratch/psql"; do
        replica_waited=$(($(date +%s) - replica_from))
        # what a wait does not mend: the rules and the role are in place before this runs
        if [ "$replica_waited" -ge "$1" ] || { [ "$replica_waited" -ge 10 ] && grep -q -e 'password authentication failed' -e 'no password supplied' -e 'no pg_hba.conf entry' "$scratch/psql"; }; then
            echo "the primary at $replica_source does not let this replica in after $replica_waited seconds:" >&2
            cat "$scratch/psql" >&2
            base_backup_source_hint "$scratch/psql"
            return 1
        fi
        if [ "$((replica_waited / 5))" -ge "$replica_said" ]; then
            replica_said=$((replica_waited / 5 + 1))
            prelude_progress "waiting for the primary at $replica_source ($replica_waited of $1 s): $(head -n 1 "$scratch/psql")"
        fi
        sleep 1
    done
    replica_found=$(cut -f 1 "$scratch/identity")
    if [ -n "$replica_wanted" ] && [ "$replica_found" != "$replica_wanted" ]; then
        echo "the server at $replica_source has system identifier $replica_found, the primary of this cluster $replica_wanted" >&2
        echo "hint: check pg_address and pg_port of the primary" >&2
        return 1
    fi
}

# base_backup_source_ask COMMAND: sends one command of the replication protocol to the source
base_backup_source_ask() {
    as_postgres "$pg_bin_dir/psql" -X -q -w -A -t -F '	' -d "$replica_conninfo replication=true" -c "$1" 3>&-
}

# base_backup_source_hint FILE: prints the next step for a connection that failed
base_backup_source_hint() {
    if grep -q 'no pg_hba.conf entry' "$1"; then
        echo "hint: pg_hba.conf of the primary has no rule for replication from this host's address" >&2
    elif grep -q -e 'password authentication failed' -e 'no password supplied' "$1"; then
        echo "hint: the password of the replication role differs from the one in the inventory" >&2
    elif grep -q -e 'replication slot .* does not exist' "$1"; then
        echo "hint: make the slot on the primary first: apply without --limit" >&2
    elif grep -q -e 'timeout expired' -e 'No route to host' -e 'Connection refused' -e 'timed out' -e 'Network is unreachable' "$1"; then
        echo "hint: check listen_addresses of the primary, and firewall and route between the two hosts" >&2
    elif grep -q 'could not translate host name' "$1"; then
        echo "hint: this host cannot resolve pg_address of the primary" >&2
    fi
}

# base_backup_source_measure: asks the source what a base backup would hold; refuses tablespaces and a filesystem that is too small.
# The start of a base backup names both before any data; cut off there, it costs the source one checkpoint and no more.
base_backup_source_measure() {
    if [ "$pg_version" -ge 15 ]; then
        base_backup_source_peek >"$scratch/spaces"
    else
        base_backup_source_glance >"$scratch/spaces"
    fi
    replica_spaces=$(awk -F '\t' '$1 != "" { print $2 }' "$scratch/spaces" | tr '\n' ' ')
    if [ -n "$replica_spaces" ]; then
        echo "the primary has tablespaces outside its data directory, which pgprov does not support yet: $replica_spaces" >&2
        return 1
    fi
    replica_size=$(awk -F '\t' '$1 == "" { print $3 }' "$scratch/spaces")
    if [ -z "$replica_size" ]; then
        echo "the primary at $replica_source did not begin a base backup:" >&2
        cat "$scratch/measure" >&2
        base_backup_source_hint "$scratch/measure"
        return 1
    fi
    # a tenth and 64 MB above the size, for WAL that comes while it runs
    replica_needed=$((replica_size + replica_size / 10 + 65536))
    replica_parent=$pg_data_dir
    while [ ! -d "$replica_parent" ]; do
        replica_parent=$(dirname "$replica_parent")
    done
    replica_free=$(df -Pk "$replica_parent" | awk 'NR == 2 { print $4 }')
    if [ "$replica_free" -lt "$replica_needed" ]; then
        echo "the clone needs $((replica_needed / 1024)) MB and the filesystem of $pg_data_dir has $((replica_free / 1024)) MB left" >&2
        return 1
    fi
}

# base_backup_source_peek: prints "object identifier TAB path TAB kB" of each tablespace, then the same of the data directory with two empty fields
base_backup_source_peek() {
    # psql must die of the closed pipe: with SIGPIPE ignored it would go on to read the whole backup
    (
        trap - PIPE
        set +e
        base_backup_source_ask "BASE_BACKUP (LABEL 'pgprov size', PROGRESS true, CHECKPOINT '$replica_checkpoint', WAIT false)" 2>"$scratch/measure"
    ) | head -c 65536 2>/dev/null | sed -n -e '/^		[0-9][0-9]*$/{p;q;}' -e '/^[0-9][0-9]*	\//p'
}

# base_backup_source_glance: the same before PostgreSQL 15, whose psql shows only the last result of BASE_BACKUP: a base backup to standard
# output says its size with the first data, and refuses tablespaces
base_backup_source_glance() {
    (
        trap - PIPE
        set +e
        as_postgres "$pg_bin_dir/pg_basebackup" -w -d "$replica_conninfo" -D - -Ft -X none --no-manifest -P \
            "--checkpoint=$replica_checkpoint" 2>"$scratch/measure" 3>&-
    ) | head -c 1 >/dev/null 2>&1
    if grep -q 'can only write single tablespace' "$scratch/measure"; then
        printf '?\t%s\t\n' '(see pg_tablespace)'
    fi
    tr '\r' '\n' <"$scratch/measure" | sed -n -e 's/^ *[0-9]*\/\([0-9]*\) kB (.*/		\1/p' | head -n 1
}

# base_backup_source_judge: prints complete where the source's slot keeps all that a base backup of an earlier run needs to go on from, else old;
# fails where the source does not say. READ_REPLICATION_SLOT is new in PostgreSQL 15.
base_backup_source_judge() {
    if [ "$pg_version" -lt 15 ]; then
        echo old
        return
    fi
    if ! base_backup_source_ask "READ_REPLICATION_SLOT \"$replica_slot\"" >"$scratch/slot" 2>"$scratch/psql"; then
        echo "the server at $replica_source does not say what the slot $replica_slot keeps:" >&2
        cat "$scratch/psql" >&2
        return 1
    fi
    replica_segment=$(as_postgres "$pg_bin_dir/pg_controldata" -D "$replica_staging" 2>/dev/null | awk -F ': *' '$1 == "Bytes per WAL segment" { print $2 }')
    if base_backup_source_covered "${replica_segment:-0}"; then
        echo complete
    else
        echo old
    fi
}

# base_backup_source_covered SEGMENT_BYTES: whether the slot in $scratch/slot starts no later, and on the same timeline, than the WAL of the base
# backup ends. The slot moves on while the base backup is made, so its start tells nothing.
base_backup_source_covered() {
    IFS='	' read -r replica_kind replica_lsn replica_slot_timeline <"$scratch/slot" || return 1
    replica_timeline=$(cut -f 2 "$scratch/identity")
    replica_last=$(find "$replica_staging/pg_wal/" -mindepth 1 -maxdepth 1 -type f -printf '%f\n' 2>/dev/null | grep -x -E '[0-9A-F]{24}' | sort | tail -n 1)
    if [ "$replica_kind" != physical ] || [ "$1" -le 0 ] || [ -z "$replica_last" ] || [ "$replica_slot_timeline" != "$replica_timeline" ] ||
        ! printf '%s\n' "$replica_lsn" | grep -q -x -E '[0-9A-F]{1,8}/[0-9A-F]{1,8}'; then
        return 1
    fi
    replica_from=$(((0x${replica_lsn%/*} * 4294967296 + 0x${replica_lsn#*/}) / $1))
    # TTTTTTTTLLLLLLLLSSSSSSSS: timeline, 4 GB of log, segment in it
    replica_ends=$((0x$(echo "$replica_last" | cut -c 9-16) * (4294967296 / $1) + 0x$(echo "$replica_last" | cut -c 17-24)))
    # pg_basebackup marks what it has the whole of; of another, the source is asked for all
    if [ -e "$replica_staging/pg_wal/archive_status/$replica_last.done" ]; then
        replica_ends=$((replica_ends + 1))
    fi
    [ "$((0x$(echo "$replica_last" | cut -c 1-8)))" -eq "$replica_timeline" ] && [ "$replica_from" -le "$replica_ends" ]
}

# The base backup of a replica: it runs detached from any connection, into a staging directory, and is known by its unit
# (pgprov-clone-VERSION-INSTANCE), that directory (DATA_DIR.pgprov-new, or DATA_DIR/.pgprov-new where the data directory is a mount
# point) and its record (/var/lib/pgprov/clone-VERSION-INSTANCE), which is written first, removed last, and proves that the staging
# directory is pgprov's own. pg_basebackup writes backup_manifest last, so it marks a complete copy.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables are shared with the prelude and replica.sh

# base_backup_names: sets the names of unit, record, log and staging directory
base_backup_names() {
    replica_unit=pgprov-clone-$pg_version-$pg_instance
    replica_record=/var/lib/pgprov/clone-$pg_version-$pg_instance
    replica_log=$replica_record.log
    replica_mounted=false
    replica_staging=$pg_data_dir.pgprov-new
    if mountpoint -q "$pg_data_dir" 2>/dev/null; then
        replica_mounted=true
        replica_staging=$pg_data_dir/.pgprov-new
    fi
}

# base_backup_state: prints none, running, complete, failed, unproven or elsewhere: one of another data directory
base_backup_state() {
    replica_recorded=$(base_backup_recorded)
    if base_backup_running; then
        if base_backup_proven; then
            echo running
        else
            echo elsewhere
        fi
    elif [ -n "$replica_recorded" ] && [ -e "$replica_recorded" ] && [ "$replica_recorded" != "$replica_staging" ]; then
        echo elsewhere
    elif [ ! -e "$replica_staging" ] && [ ! -L "$replica_staging" ]; then
        echo none
    elif ! base_backup_proven; then
        echo unproven
    elif [ -e "$replica_staging/backup_manifest" ]; then
        echo complete
    else
        echo failed
    fi
}

# base_backup_proven: whether the record says that the staging directory is pgprov's own
base_backup_proven() {
    [ -e "$replica_record" ] && grep -q -x -F "staging=$replica_staging" "$replica_record"
}

# base_backup_recorded: prints the staging directory that the record names, if there is a record
base_backup_recorded() {
    if [ -e "$replica_record" ]; then
        sed -n -e 's/^staging=//p' "$replica_record" | head -n 1
    fi
}

# base_backup_moving: whether the record says that the copy is being moved into a mount point
base_backup_moving() {
    [ -e "$replica_record" ] && grep -q -x moving=yes "$replica_record"
}

# base_backup_running: whether the base backup is under way
base_backup_running() {
    if [ "$has_systemd" = true ]; then
        case $(systemctl show -p ActiveState -p SubState "$replica_unit.service" | tr '\n' ' ') in
        *ActiveState=activating*) return 0 ;;
        *SubState=running*) return 0 ;;
        *) return 1 ;;
        esac
    fi
    [ -e "$replica_record" ] || return 1
    grep -q -x "boot_id=$(cat /proc/sys/kernel/random/boot_id)" "$replica_record" || return 1
    replica_pid=$(sed -n -e 's/^pid=//p' "$replica_record" | tail -n 1)
    replica_start=$(sed -n -e 's/^pid_start=//p' "$replica_record" | tail -n 1)
    [ -n "$replica_pid" ] && [ "$(base_backup_started "$replica_pid")" = "$replica_start" ]
}

# base_backup_started PID: prints when a process that is no zombie started, in clock ticks since boot
base_backup_started() {
    sed -e 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

# base_backup_quoted VALUE: prints VALUE as a value of a connection string (libpq, 34.1.1.1)
base_backup_quoted() {
    printf "'"
    printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g"
    printf "'"
}

# base_backup_await SECONDS: waits until the source lets the replication user in and is the cluster that is wanted
base_backup_await() {
    replica_from=$(date +%s)
    replica_said=0
    until base_backup_ask IDENTIFY_SYSTEM >"$scratch/identity" 2>"$scratch/psql"; do
        replica_waited=$(($(date +%s) - replica_from))
        # what a wait does not mend: the rules and the role are in place before this runs
        if [ "$replica_waited" -ge "$1" ] || { [ "$replica_waited" -ge 10 ] && grep -q -e 'password authentication failed' -e 'no password supplied' -e 'no pg_hba.conf entry' "$scratch/psql"; }; then
            echo "the primary at $replica_source does not let this replica in after $replica_waited seconds:" >&2
            cat "$scratch/psql" >&2
            base_backup_hint "$scratch/psql"
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

# base_backup_ask COMMAND: sends one command of the replication protocol to the source
base_backup_ask() {
    as_postgres "$pg_bin_dir/psql" -X -q -w -A -t -F '	' -d "$replica_conninfo replication=true" -c "$1" 3>&-
}

# base_backup_hint FILE: prints the next step for a connection that failed
base_backup_hint() {
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

# base_backup_measure: asks the source what a base backup would hold; refuses tablespaces and a filesystem that is too small.
# The start of a base backup names both before any data; cut off there, it costs the source one checkpoint and no more.
base_backup_measure() {
    if [ "$pg_version" -ge 15 ]; then
        base_backup_peek >"$scratch/spaces"
    else
        base_backup_glance >"$scratch/spaces"
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
        base_backup_hint "$scratch/measure"
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

# base_backup_peek: prints "object identifier TAB path TAB kB" of each tablespace, then the same of the data directory with two empty fields
base_backup_peek() {
    # psql must die of the closed pipe: with SIGPIPE ignored it would go on to read the whole backup
    (
        trap - PIPE
        set +e
        base_backup_ask "BASE_BACKUP (LABEL 'pgprov size', PROGRESS true, CHECKPOINT '$replica_checkpoint', WAIT false)" 2>"$scratch/measure"
    ) | head -c 65536 2>/dev/null | sed -n -e '/^		[0-9][0-9]*$/{p;q;}' -e '/^[0-9][0-9]*	\//p'
}

# base_backup_glance: the same before PostgreSQL 15, whose psql shows only the last result of BASE_BACKUP: a base backup to standard
# output says its size with the first data, and refuses tablespaces
base_backup_glance() {
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

# base_backup_begin: starts pg_basebackup apart from this connection, with the record first
base_backup_begin() {
    (umask 077 && mkdir -p /var/lib/pgprov) || return 1
    rm -f "$replica_log"
    printf '%s\n' "staging=$replica_staging" "boot_id=$(cat /proc/sys/kernel/random/boot_id)" "source=$replica_source" \
        "identifier=$replica_found" "wal=$pg_wal_dir" >"$replica_record" || return 1
    sync "$replica_record" || return 1
    if [ ! -d "${replica_staging%/*}" ]; then
        (umask 022 && mkdir -p "${replica_staging%/*}") || return 1
        case $replica_staging in
        "$pg_home_dir"/*) chown postgres:postgres "${replica_staging%/*}" ;;
        esac
    fi
    # fails where something stands, and follows no link
    (umask 077 && mkdir "$replica_staging") || return 1
    chown -h postgres:postgres "$replica_staging" || return 1
    set -- "$pg_bin_dir/pg_basebackup" -w -d "$replica_conninfo" -D "$replica_staging" -Fp -Xs -R -P -S "$replica_slot" "--checkpoint=$replica_checkpoint"
    if [ -n "$replica_rate" ]; then
        set -- "$@" "--max-rate=$replica_rate"
    fi
    if [ -n "$pg_wal_dir" ]; then
        (umask 022 && mkdir -p "$(dirname "$pg_wal_dir")") || return 1
        install -d -o postgres -g postgres -m 0700 "$pg_wal_dir" || return 1
        set -- "$@" "--waldir=$pg_wal_dir"
    fi
    if [ "$has_systemd" = true ]; then
        base_backup_detach "$@"
    else
        base_backup_fork "$@"
    fi
}

# base_backup_detach COMMAND...: runs it as a transient unit; systemd would expand a dollar sign in it, so that is doubled
base_backup_detach() {
    replica_count=$#
    while [ "$replica_count" -gt 0 ]; do
        replica_word=$(printf '%s' "$1" | sed -e 's/\$/$$/g')
        shift
        set -- "$@" "$replica_word"
        replica_count=$((replica_count - 1))
    done
    systemctl reset-failed "$replica_unit.service" 2>/dev/null || :
    systemd-run --quiet --unit="$replica_unit" --description="base backup of pgprov" -p User=postgres -p Group=postgres \
        -p RemainAfterExit=yes -p WorkingDirectory=/ -p UMask=0077 -p "Environment=HOME=$pg_home_dir LC_ALL=C" \
        -p "StandardOutput=append:$replica_log" -p "StandardError=append:$replica_log" -- "$@" </dev/null 3>&- 9>&-
}

# base_backup_fork COMMAND...: runs it in a session of its own, where there is no systemd; it writes its process id to the record first
base_backup_fork() {
    # shellcheck disable=SC2016  # for the inner shell
    setsid sh -c 'record=$1; shift
        start=$(sed -e "s/^.*) //" /proc/$$/stat | awk "{ print \$20 }")
        printf "pid=%s\npid_start=%s\n" "$$" "$start" >>"$record"
        umask 077
        exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"' sh "$replica_record" "$@" \
        >>"$replica_log" 2>&1 </dev/null 3>&- 9>&- &
    replica_tries=0
    until grep -q '^pid_start=' "$replica_record" || [ "$replica_tries" -ge 50 ]; do
        replica_tries=$((replica_tries + 1))
        sleep 0.1
    done
}

# base_backup_follow: waits for the end of the base backup and says how far it is; a failed one is taken away
base_backup_follow() {
    replica_pause=0.2
    replica_said=
    while base_backup_running; do
        replica_step=$(base_backup_progress)
        if [ -n "$replica_step" ] && [ "$replica_step" != "$replica_said" ]; then
            replica_said=$replica_step
            prelude_progress "$replica_step"
        fi
        sleep "$replica_pause"
        replica_pause=0.5
    done
    if [ -e "$replica_staging/backup_manifest" ]; then
        return 0
    fi
    echo "the base backup from $replica_source failed:" >&2
    if [ "$has_systemd" = true ]; then
        systemctl show -p Result -p ExecMainStatus "$replica_unit.service" | tr '\n' ' ' >&2
        echo >&2
    fi
    if [ -e "$replica_log" ]; then
        tr '\r' '\n' <"$replica_log" | grep -v -e 'kB (' -e '^ *$' | tail -n 10 >&2 || :
        base_backup_hint "$replica_log"
    fi
    base_backup_discard
    return 1
}

# base_backup_progress: prints bytes and percent, from the last line that pg_basebackup -P has written
base_backup_progress() {
    tail -c 400 "$replica_log" 2>/dev/null | tr '\r' '\n' | awk '
        function human(kb) { return kb < 1048576 ? sprintf("%.1f MB", kb / 1024) : sprintf("%.1f GB", kb / 1048576) }
        /^ *[0-9]+\/[0-9]+ kB \(/ { split($1, part, "/"); percent = $3 }
        END {
            if (percent != "") {
                gsub(/[(),%]/, "", percent)
                printf "%s of %s, %d %%\n", human(part[1]), human(part[2]), percent
            }
        }'
}

# base_backup_judge: prints complete where the source's slot keeps all that a base backup of an earlier run needs to go on from, else old;
# fails where the source does not say. READ_REPLICATION_SLOT is new in PostgreSQL 15.
base_backup_judge() {
    if [ "$pg_version" -lt 15 ]; then
        echo old
        return
    fi
    if ! base_backup_ask "READ_REPLICATION_SLOT \"$replica_slot\"" >"$scratch/slot" 2>"$scratch/psql"; then
        echo "the server at $replica_source does not say what the slot $replica_slot keeps:" >&2
        cat "$scratch/psql" >&2
        return 1
    fi
    replica_segment=$(as_postgres "$pg_bin_dir/pg_controldata" -D "$replica_staging" 2>/dev/null | awk -F ': *' '$1 == "Bytes per WAL segment" { print $2 }')
    if base_backup_covered "${replica_segment:-0}"; then
        echo complete
    else
        echo old
    fi
}

# base_backup_covered SEGMENT_BYTES: whether the slot in $scratch/slot starts no later, and on the same timeline, than the WAL of the base
# backup ends. The slot moves on while the base backup is made, so its start tells nothing.
base_backup_covered() {
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

# base_backup_discard: removes what is left of a base backup that is proven to be pgprov's own and is not running
base_backup_discard() {
    if base_backup_running; then
        echo "$replica_staging cannot be removed: a base backup is under way" >&2
        return 1
    fi
    if [ -e "$replica_staging" ] || [ -L "$replica_staging" ]; then
        if ! base_backup_proven; then
            echo "$replica_staging cannot be removed: it is not proven to be pgprov's own" >&2
            return 1
        fi
        prelude_progress "removing the unfinished base backup $replica_staging"
        # cut off from here on, it is no complete one
        if [ -e "$replica_staging/backup_manifest" ]; then
            as_postgres rm -f "$replica_staging/backup_manifest" || return 1
        fi
        # before the link that proves whose it is
        if base_backup_linked; then
            find "$pg_wal_dir/" -xdev -mindepth 1 -delete || return 1
        fi
        rm -rf --one-file-system "$replica_staging" || return 1
    fi
    if [ -n "$pg_wal_dir" ] && [ -e "$pg_wal_dir" ] && [ -n "$(ls -A "$pg_wal_dir")" ]; then
        echo "$pg_wal_dir is not empty: it is left as it is" >&2
        return 1
    fi
    base_backup_forget
}

# base_backup_linked: whether the WAL directory is that of the staging directory. A record alone is no proof: it may be older than what
# is in the WAL directory now.
base_backup_linked() {
    [ -n "$pg_wal_dir" ] && grep -q -x -F "wal=$pg_wal_dir" "$replica_record" && [ -L "$replica_staging/pg_wal" ] &&
        [ "$(readlink -f "$replica_staging/pg_wal")" = "$(readlink -f "$pg_wal_dir")" ]
}

# base_backup_forget: removes unit, log and record
base_backup_forget() {
    if [ "$has_systemd" = true ]; then
        systemctl stop "$replica_unit.service" 2>/dev/null || :
        systemctl reset-failed "$replica_unit.service" 2>/dev/null || :
    fi
    rm -f "$replica_log" "$replica_record"
    if [ -d "${replica_record%/*}" ]; then
        sync "${replica_record%/*}/"
    fi
}

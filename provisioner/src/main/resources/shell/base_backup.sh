# The base backup of a replica: it runs detached from any connection, into a staging directory, and is known by its unit
# (pgprov-clone-VERSION-INSTANCE), that directory (DATA_DIR.pgprov-new, or DATA_DIR/.pgprov-new where the data directory is a mount
# point) and its record (/var/lib/pgprov/clone-VERSION-INSTANCE), which is written first, removed last, and proves that the staging
# directory is pgprov's own. pg_basebackup writes backup_manifest last, so it marks a complete copy.
# needs: base_backup_source
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
        base_backup_source_hint "$replica_log"
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

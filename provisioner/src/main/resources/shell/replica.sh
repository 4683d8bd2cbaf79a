# The data directory of a replica: a base backup that runs detached, is verified, and only then stands where a cluster would.
#
# A base backup is known by its unit (pgprov-clone-VERSION-INSTANCE), its staging directory (DATA_DIR.pgprov-new, or
# DATA_DIR/.pgprov-new where the data directory is a mount point) and its record (/var/lib/pgprov/clone-VERSION-INSTANCE), which is
# written first, removed last, and proves that the staging directory is pgprov's own. backup_manifest in the staging directory is
# written last by pg_basebackup, so it marks a complete copy.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them

# replica_probe: prints what the facts of the server leave open: lost_found, link, moving; else plain
replica_probe() {
    replica_names
    if [ -L "$pg_data_dir" ]; then
        printf 'link\t%s\n' "$(readlink "$pg_data_dir")"
    elif [ -e "$pg_data_dir/lost+found" ]; then
        echo lost_found
    elif [ -e "$replica_record" ] && grep -q -x moving=yes "$replica_record"; then
        echo moving
    else
        echo plain
    fi
}

# replica_names: sets the names of unit, record, log and staging directory
replica_names() {
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

# replica_state: prints none, running, complete, failed or unproven
replica_state() {
    if [ ! -e "$replica_staging" ]; then
        echo none
    elif ! replica_proven; then
        echo unproven
    elif replica_running; then
        echo running
    elif [ -e "$replica_staging/backup_manifest" ]; then
        echo complete
    else
        echo failed
    fi
}

# replica_proven: whether the record says that the staging directory is pgprov's own
replica_proven() {
    [ -e "$replica_record" ] && grep -q -x -F "staging=$replica_staging" "$replica_record"
}

# replica_running: whether the base backup is under way
replica_running() {
    if [ "$has_systemd" = true ]; then
        case $(systemctl show -p ActiveState -p SubState "$replica_unit.service" | tr '\n' ' ') in
        *ActiveState=activating*) return 0 ;;
        *SubState=running*) return 0 ;;
        *) return 1 ;;
        esac
    fi
    grep -q -x "boot_id=$(cat /proc/sys/kernel/random/boot_id)" "$replica_record" || return 1
    replica_pid=$(sed -n -e 's/^pid=//p' "$replica_record" | tail -n 1)
    replica_start=$(sed -n -e 's/^pid_start=//p' "$replica_record" | tail -n 1)
    [ -n "$replica_pid" ] && [ "$(replica_started "$replica_pid")" = "$replica_start" ]
}

# replica_started PID: prints when a process that is no zombie started, in clock ticks since boot
replica_started() {
    sed -e 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

# replica_clone HOST PORT USER PASSFILE SLOT APPLICATION_NAME MAX_RATE WAIT_SECONDS CHECKPOINT SYSTEM_IDENTIFIER: makes the replica's
# data directory, or goes on with what an earlier run has begun. MAX_RATE (kB per second) and SYSTEM_IDENTIFIER may be empty.
replica_clone() {
    replica_names
    replica_source=$1:$2
    replica_slot=$5
    replica_rate=$7
    replica_checkpoint=$9
    replica_wanted=${10}
    replica_conninfo="host=$(replica_quoted "$1") port=$2 user=$(replica_quoted "$3") passfile=$(replica_quoted "$4")"
    replica_conninfo="$replica_conninfo application_name=$(replica_quoted "pgprov-clone-$6") connect_timeout=10"
    replica_conninfo="$replica_conninfo keepalives_idle=30 keepalives_interval=10 keepalives_count=6"
    if [ -e "$replica_record" ] && grep -q -x moving=yes "$replica_record"; then
        replica_finish
        return
    fi
    replica_vacant || return 1
    case $(replica_state) in
    running)
        prelude_progress "a base backup is under way: waiting for it"
        ;;
    complete) ;;
    unproven)
        echo "$replica_staging is there, and nothing proves that it is pgprov's own: it is left as it is" >&2
        return 1
        ;;
    *)
        replica_discard || return 1
        replica_await "$8" || return 1
        replica_measure || return 1
        replica_begin || return 1
        ;;
    esac
    replica_follow || return 1
    replica_finish
}

# replica_quoted VALUE: prints VALUE as a value of a connection string (libpq, 34.1.1.1)
replica_quoted() {
    printf "'"
    printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g"
    printf "'"
}

# replica_vacant: whether nothing stands where the data directory will
replica_vacant() {
    if [ -L "$pg_data_dir" ]; then
        echo "$pg_data_dir is a symbolic link: set pg_data_dir to the directory it stands for" >&2
        return 1
    fi
    if [ -e "$pg_data_dir" ] && [ -n "$(replica_entries "$pg_data_dir" | head -n 1)" ]; then
        echo "$pg_data_dir is not empty: it is left as it is" >&2
        return 1
    fi
}

# replica_entries DIRECTORY: prints the names in it, but for a staging directory of ours
replica_entries() {
    find "$1" -mindepth 1 -maxdepth 1 ! -name .pgprov-new -printf '%f\n'
}

# replica_await SECONDS: waits until the source lets the replication user in and is the cluster that is wanted
replica_await() {
    replica_from=$(date +%s)
    replica_said=0
    until replica_ask IDENTIFY_SYSTEM >"$scratch/identity" 2>"$scratch/psql"; do
        replica_waited=$(($(date +%s) - replica_from))
        # what a wait does not mend: the rules and the role are in place before this runs
        if [ "$replica_waited" -ge "$1" ] || { [ "$replica_waited" -ge 10 ] && grep -q -e 'password authentication failed' -e 'no password supplied' -e 'no pg_hba.conf entry' "$scratch/psql"; }; then
            echo "the primary at $replica_source does not let this replica in after $replica_waited seconds:" >&2
            cat "$scratch/psql" >&2
            replica_hint "$scratch/psql"
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

# replica_ask COMMAND: sends one command of the replication protocol to the source
replica_ask() {
    as_postgres "$pg_bin_dir/psql" -X -q -w -A -t -F '	' -d "$replica_conninfo replication=true" -c "$1" 3>&-
}

# replica_hint FILE: prints the next step for a connection that failed
replica_hint() {
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

# replica_measure: asks the source what a base backup would hold; refuses tablespaces and a filesystem that is too small.
# The start of a base backup names both before any data; cut off there, it costs the source one checkpoint and no more.
replica_measure() {
    if [ "$pg_version" -ge 15 ]; then
        replica_peek >"$scratch/spaces"
    else
        replica_glance >"$scratch/spaces"
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
        replica_hint "$scratch/measure"
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

# replica_peek: prints "object identifier TAB path TAB kB" of each tablespace, then the same of the data directory with two empty fields
replica_peek() {
    # psql must die of the closed pipe: with SIGPIPE ignored it would go on to read the whole backup
    (
        trap - PIPE
        set +e
        replica_ask "BASE_BACKUP (LABEL 'pgprov size', PROGRESS true, CHECKPOINT '$replica_checkpoint', WAIT false)" 2>"$scratch/measure"
    ) | head -c 65536 2>/dev/null | sed -n -e '/^		[0-9][0-9]*$/{p;q;}' -e '/^[0-9][0-9]*	\//p'
}

# replica_glance: the same before PostgreSQL 15, whose psql shows only the last result of BASE_BACKUP: a base backup to standard
# output says its size with the first data, and refuses tablespaces
replica_glance() {
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

# replica_begin: starts pg_basebackup apart from this connection, with the record first
replica_begin() {
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
    install -d -o postgres -g postgres -m 0700 "$replica_staging" || return 1
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
        replica_detach "$@"
    else
        replica_fork "$@"
    fi
}

# replica_detach COMMAND...: runs it as a transient unit; systemd would expand a dollar sign in it, so that is doubled
replica_detach() {
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

# replica_fork COMMAND...: runs it in a session of its own, where there is no systemd; it writes its process id to the record first
replica_fork() {
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

# replica_follow: waits for the end of the base backup and says how far it is; a failed one is taken away
replica_follow() {
    replica_pause=0.2
    replica_said=
    while replica_running; do
        replica_step=$(replica_progress)
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
        replica_hint "$replica_log"
    fi
    replica_discard
    return 1
}

# replica_progress: prints bytes and percent, from the last line that pg_basebackup -P has written
replica_progress() {
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

# replica_discard: removes what is left of a base backup that is proven to be pgprov's own and is not running
replica_discard() {
    if [ -e "$replica_staging" ]; then
        if ! replica_proven || replica_running; then
            echo "$replica_staging cannot be removed: it is not proven to be pgprov's own, or still in use" >&2
            return 1
        fi
        prelude_progress "removing the unfinished base backup $replica_staging"
        rm -rf --one-file-system "$replica_staging" || return 1
    fi
    if [ -n "$pg_wal_dir" ] && [ -e "$pg_wal_dir" ]; then
        if [ -e "$replica_record" ] && grep -q -x -F "wal=$pg_wal_dir" "$replica_record"; then
            find "$pg_wal_dir" -xdev -mindepth 1 -delete || return 1
        elif [ -n "$(ls -A "$pg_wal_dir")" ]; then
            echo "$pg_wal_dir is not empty: it is left as it is" >&2
            return 1
        fi
    fi
    replica_forget
}

# replica_forget: removes unit, log and record
replica_forget() {
    if [ "$has_systemd" = true ]; then
        systemctl stop "$replica_unit.service" 2>/dev/null || :
        systemctl reset-failed "$replica_unit.service" 2>/dev/null || :
    fi
    rm -f "$replica_log" "$replica_record"
}

# replica_finish: verifies the complete copy, moves it into place and makes it known to the platform
replica_finish() {
    if ! grep -q -x moving=yes "$replica_record"; then
        replica_verify || return 1
        replica_unwire || return 1
        replica_vacant || return 1
    fi
    prelude_progress "moving the verified base backup into place"
    replica_place || return 1
    replica_integrate
}

# replica_verify: checks every file against the manifest, and that this is a standby of the cluster that was cloned
replica_verify() {
    rm -f "$replica_staging/postgresql.auto.conf.pgprov"
    prelude_progress "verifying the base backup"
    replica_found=$(as_postgres "$pg_bin_dir/pg_controldata" -D "$replica_staging" | awk -F ': *' '$1 == "Database system identifier" { print $2 }')
    replica_begun=$(sed -n -e 's/^identifier=//p' "$replica_record")
    if [ "$replica_found" != "$replica_begun" ] || { [ -n "$replica_wanted" ] && [ "$replica_found" != "$replica_wanted" ]; }; then
        echo "the base backup has system identifier $replica_found, not ${replica_wanted:-$replica_begun}" >&2
        replica_discard
        return 1
    fi
    if [ ! -e "$replica_staging/standby.signal" ] || ! as_postgres "$pg_bin_dir/pg_verifybackup" -q "$replica_staging" >&2 3>&-; then
        echo "the base backup is damaged; it has been removed, apply again to make a new one" >&2
        replica_discard
        return 1
    fi
}

# replica_unwire: takes the lines that -R has written out of postgresql.auto.conf, where they would win over the drop-in
replica_unwire() {
    replica_auto=$replica_staging/postgresql.auto.conf
    grep -v -E '^[[:space:]]*(primary_conninfo|primary_slot_name)[[:space:]=]' "$replica_auto" >"$replica_auto.pgprov" || :
    chown postgres:postgres "$replica_auto.pgprov" && chmod 0600 "$replica_auto.pgprov" && sync "$replica_auto.pgprov" &&
        mv -fT "$replica_auto.pgprov" "$replica_auto"
}

# replica_place: moves the staging directory to where the data directory belongs
replica_place() {
    if [ "$replica_mounted" = false ]; then
        # the kernel refuses a target that is not empty
        mv -T "$replica_staging" "$pg_data_dir" || return 1
        sync "${pg_data_dir%/*}/"
        return 0
    fi
    # a mount point cannot be replaced: its entries are moved up, the manifest late and PG_VERSION last, so that it is neither taken
    # for a cluster nor its staging directory for a failed copy before all of it is there
    echo moving=yes >>"$replica_record"
    sync "$replica_record"
    chown postgres:postgres "$pg_data_dir" && chmod 0700 "$pg_data_dir" || return 1
    if [ -d "$replica_staging" ]; then
        find "$replica_staging" -mindepth 1 -maxdepth 1 ! -name PG_VERSION ! -name backup_manifest -exec mv -n -t "$pg_data_dir" -- '{}' + || return 1
        for replica_entry in backup_manifest PG_VERSION; do
            if [ "$(replica_entries "$replica_staging" | grep -c -v -x -e PG_VERSION -e backup_manifest)" -ne 0 ]; then
                echo "$pg_data_dir has entries that the base backup has too: it is left as it is" >&2
                return 1
            fi
            if [ -e "$replica_staging/$replica_entry" ]; then
                mv -n -t "$pg_data_dir" "$replica_staging/$replica_entry" || return 1
            fi
        done
        rmdir "$replica_staging" || return 1
    fi
    sync "$pg_data_dir/"
}

# replica_integrate: makes a data directory that is in place known to the platform; never runs initdb
replica_integrate() {
    replica_names
    if [ -e "$replica_record" ] && grep -q -x moving=yes "$replica_record"; then
        replica_place || return 1
    fi
    if [ ! -s "$pg_data_dir/PG_VERSION" ] || [ ! -e "$pg_data_dir/standby.signal" ]; then
        echo "$pg_data_dir is not the data directory of a standby: it is left as it is" >&2
        return 1
    fi
    if [ "$os_family" = debian ] && [ ! -e "$pg_conf_dir/postgresql.conf" ]; then
        replica_configure || return 1
    fi
    replica_forget
}

# replica_configure: puts configuration files where there are none and lets pg_createcluster move them to /etc
replica_configure() {
    if [ ! -e "$pg_data_dir/postgresql.conf" ]; then
        install -o postgres -g postgres -m 0644 "/usr/share/postgresql/$pg_version/postgresql.conf.sample" "$pg_data_dir/postgresql.conf" || return 1
    fi
    # not the sample, which has placeholders; the managed file replaces it before the server starts
    replica_default pg_hba.conf 'local all postgres peer' || return 1
    replica_default pg_ident.conf '# empty' || return 1
    if ! (umask 022 && pg_createcluster "$pg_version" "$pg_instance" -d "$pg_data_dir" --port "$pg_port" --start-conf auto) >"$scratch/create" 2>&1 </dev/null 3>&- 9>&-; then
        tail -n 10 "$scratch/create" >&2
        return 1
    fi
    # private where it was made under our umask
    chmod 0755 "$pg_conf_dir/conf.d"
}

# replica_default FILE LINE: writes LINE into FILE of the data directory if it is not there
replica_default() {
    if [ ! -e "$pg_data_dir/$1" ]; then
        printf '%s\n' "$2" >"$pg_data_dir/$1" && chown postgres:postgres "$pg_data_dir/$1" && chmod 0640 "$pg_data_dir/$1"
    fi
}

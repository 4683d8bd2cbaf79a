# The data directory of a replica: a base backup that is verified and only then stands where a cluster would.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables are shared with the prelude and base_backup.sh
# needs: base_backup container_data service

# replica_probe: prints what the facts of the server leave open: lost_found, link, moving, elsewhere, other_deployment, stranger,
# lost; else plain
replica_probe() {
    if [ -L "$pg_data_dir" ]; then
        printf 'link\t%s\n' "$(readlink "$pg_data_dir")"
        return
    elif [ -e "$pg_data_dir/lost+found" ]; then
        echo lost_found
        return
    elif replica_found=$(container_data_elsewhere); then
        printf 'other_deployment\t%s\n' "$replica_found"
        return
    elif [ -n "$pg_engine" ]; then
        replica_contained
        return
    fi
    base_backup_names
    if base_backup_moving && { [ -e "$replica_staging" ] || [ -e "$pg_data_dir/PG_VERSION" ]; }; then
        echo moving
    elif replica_elsewhere; then
        printf 'elsewhere\t%s\n' "$replica_directory"
    else
        echo plain
    fi
}

# replica_contained: prints the same of the data directory of a container
replica_contained() {
    if [ -s "$pg_data_dir/PG_VERSION" ] && ! container_data_known; then
        printf 'stranger\t%s\n' "$(container_data_adoption)"
    elif container_data_lost; then
        printf 'lost\t%s\n' "remove $pg_home_dir/superuser_password"
    else
        echo plain
    fi
}

# replica_elsewhere: whether the platform knows this server with its data in another directory; sets replica_directory
replica_elsewhere() {
    [ "$os_family" = debian ] && [ ! -e "$pg_data_dir/PG_VERSION" ] && [ -e "$pg_conf_dir/postgresql.conf" ] &&
        replica_directory=$(pg_conftool -s "$pg_version" "$pg_instance" show data_directory 2>/dev/null) &&
        [ "$replica_directory" != "$pg_data_dir" ] && [ -e "$replica_directory/PG_VERSION" ]
}

# replica_clone HOST PORT USER PASSFILE SLOT APPLICATION_NAME MAX_RATE WAIT_SECONDS CHECKPOINT SYSTEM_IDENTIFIER: makes the replica's
# data directory, or goes on with what an earlier run has begun. MAX_RATE (kB per second) and SYSTEM_IDENTIFIER may be empty.
replica_clone() {
    # the container makes the base backup when it first starts
    if [ -n "$pg_engine" ]; then
        container_data_guard && container_data_vacate && container_data_folders || return 1
        service_start
        return
    fi
    base_backup_names
    replica_source=$1:$2
    replica_slot=$5
    replica_rate=$7
    replica_checkpoint=$9
    replica_wanted=${10}
    replica_conninfo=$(replica_connection "$1" "$2" "$3" "$4" "$6")
    replica_expire
    if base_backup_moving; then
        replica_finish
        return
    fi
    replica_vacant || return 1
    replica_copy "$8" || return 1
    base_backup_follow || return 1
    replica_finish
}

# replica_connection HOST PORT USER PASSFILE APPLICATION_NAME: prints the connection string of the base backup
replica_connection() {
    printf 'host=%s port=%s user=%s passfile=%s ' "$(base_backup_quoted "$1")" "$2" "$(base_backup_quoted "$3")" "$(base_backup_quoted "$4")"
    printf 'application_name=%s connect_timeout=10 ' "$(base_backup_quoted "pgprov-clone-$5")"
    printf 'keepalives_idle=30 keepalives_interval=10 keepalives_count=6'
}

# replica_copy WAIT_SECONDS: begins a base backup, unless one is under way or complete
replica_copy() {
    replica_state=$(base_backup_state)
    if [ "$replica_state" = complete ]; then
        base_backup_source_await "$1" || return 1
        replica_state=$(base_backup_source_judge) || return 1
    fi
    case $replica_state in
    running) prelude_progress "a base backup is under way: waiting for it" ;;
    complete) ;;
    elsewhere)
        echo "a base backup of pgprov's own is in $(base_backup_recorded), not in $replica_staging" >&2
        echo "hint: was pg_data_dir changed, or a filesystem mounted or unmounted, since it began? set that back, or stop $replica_unit and remove that directory" >&2
        return 1
        ;;
    unproven)
        echo "$replica_staging is there, and nothing proves that it is pgprov's own: it is left as it is" >&2
        return 1
        ;;
    old)
        prelude_progress "the slot $replica_slot no longer keeps the WAL that a complete base backup of an earlier run needs"
        base_backup_discard && base_backup_source_measure && base_backup_begin
        ;;
    *) base_backup_discard && base_backup_source_await "$1" && base_backup_source_measure && base_backup_begin ;;
    esac
}

# replica_expire: forgets the record of a move that is over and whose data directory has since been taken away
replica_expire() {
    if base_backup_moving && base_backup_proven && [ ! -e "$replica_staging" ] && replica_vacant 2>/dev/null; then
        base_backup_forget
    fi
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

# replica_finish: verifies the complete copy, moves it into place and makes it known to the platform
replica_finish() {
    if ! base_backup_moving; then
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
        base_backup_discard
        return 1
    fi
    if [ ! -e "$replica_staging/standby.signal" ] || ! as_postgres "$pg_bin_dir/pg_verifybackup" -q "$replica_staging" >&2 3>&-; then
        echo "the base backup is damaged; it has been removed, apply again to make a new one" >&2
        base_backup_discard
        return 1
    fi
}

# replica_unwire: takes the lines that -R has written out of postgresql.auto.conf, where they would win over the drop-in
replica_unwire() {
    # as the account that owns the directory: root would follow a link that was put there
    # shellcheck disable=SC2016  # for the inner shell
    as_postgres sh -c 'umask 077
        { grep -v -E "^[[:space:]]*(primary_conninfo|primary_slot_name)[[:space:]=]" "$1" || [ "$?" -eq 1 ]; } >"$1.pgprov" &&
            sync "$1.pgprov" && mv -fT "$1.pgprov" "$1"' sh "$replica_staging/postgresql.auto.conf" 3>&-
}

# replica_place: moves the staging directory to where the data directory belongs, and with that forgets the record: from here on it would
# speak for what is no longer there
replica_place() {
    if [ "$replica_mounted" = false ]; then
        # the kernel refuses a target that is not empty
        mv -T "$replica_staging" "$pg_data_dir" || return 1
        sync "${pg_data_dir%/*}/"
        base_backup_forget
        return
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
    base_backup_forget
}

# replica_integrate: makes a data directory that is in place known to the platform; never runs initdb
replica_integrate() {
    base_backup_names
    if base_backup_moving; then
        replica_place || return 1
    fi
    if [ ! -s "$pg_data_dir/PG_VERSION" ] || [ ! -e "$pg_data_dir/standby.signal" ]; then
        echo "$pg_data_dir is not the data directory of a standby: it is left as it is" >&2
        return 1
    fi
    if [ "$os_family" = debian ] && [ ! -e "$pg_conf_dir/postgresql.conf" ]; then
        replica_configure || return 1
    fi
    base_backup_forget
}

# replica_configure: puts configuration files where there are none and lets pg_createcluster move them to /etc
replica_configure() {
    replica_uncontain || return 1
    if [ ! -e "$pg_data_dir/postgresql.conf" ]; then
        as_postgres install -m 0644 "/usr/share/postgresql/$pg_version/postgresql.conf.sample" "$pg_data_dir/postgresql.conf" || return 1
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

# replica_uncontain: takes out of the clone of a container what the image has put there and no host can read: the line that includes its
# settings, and rules for its own logins
replica_uncontain() {
    if [ ! -e "$pg_data_dir/pgprov.conf" ]; then
        return 0
    fi
    # as the account that owns the directory: root would follow a link that was put there
    # shellcheck disable=SC2016  # for the inner shell
    as_postgres sh -c 'cd "$1" && umask 077 && { grep -v -x -F "include '"'pgprov.conf'"'" postgresql.conf || [ "$?" -eq 1 ]; } >postgresql.conf.pgprov &&
        mv -fT postgresql.conf.pgprov postgresql.conf && rm -f pg_hba.conf pg_ident.conf pgprov.conf' sh "$pg_data_dir" 3>&-
}

# replica_default FILE LINE: writes LINE into FILE of the data directory if it is not there
replica_default() {
    if [ ! -e "$pg_data_dir/$1" ]; then
        # as the account that owns the directory: root would follow a link that was put there
        # shellcheck disable=SC2016  # for the inner shell
        as_postgres sh -c 'umask 027 && printf "%s\n" "$2" >"$1"' sh "$pg_data_dir/$1" "$2" 3>&-
    fi
}

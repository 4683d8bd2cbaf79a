# The data directory of a primary or standalone server, made by the platform's own tool.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them
# needs: sql container_data

# postgres_cluster_probe: prints lines of a word, a TAB and a value; only what could be found out
postgres_cluster_probe() {
    if [ -e "$(postgres_cluster_record)" ]; then
        printf 'interrupted\tyes\n'
    fi
    if cluster_found=$(container_data_elsewhere); then
        printf 'other_deployment\t%s\n' "$cluster_found"
    fi
    if [ -n "$pg_engine" ] && container_data_sealed; then
        printf 'forget\tremove %s/superuser_password\n' "$pg_home_dir"
    fi
    if { [ -z "$pg_engine" ] && [ -e "$pg_config_file" ]; } || { [ -n "$pg_engine" ] && container_data_known; }; then
        printf 'configured\tyes\n'
        postgres_cluster_settings
    elif [ -n "$pg_engine" ]; then
        printf 'adopt\t%s\n' "$(container_data_adoption)"
    else
        locale -a 2>/dev/null | sed -e 's/^/locale_name	/'
    fi
    if [ -e "$pg_data_dir/lost+found" ]; then
        printf 'lost_found\tyes\n'
    fi
    if [ -d "$pg_data_dir/pg_wal" ]; then
        printf 'wal_directory\t%s\n' "$(readlink -f "$pg_data_dir/pg_wal")"
    fi
}

# postgres_cluster_settings: prints port, data directory, locale, encoding and checksums, asked of the server or else of its files
postgres_cluster_settings() {
    if [ -n "$pg_engine" ] && ! engine_running; then
        return 0
    fi
    if echo "SELECT 'port' AS name, current_setting('port') AS value
        UNION ALL SELECT 'data_directory', current_setting('data_directory')
        UNION ALL SELECT 'checksums', current_setting('data_checksums')
        UNION ALL SELECT 'encoding', pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'template0'
        UNION ALL SELECT 'collate', datcollate FROM pg_database WHERE datname = 'template0'
        UNION ALL SELECT 'ctype', datctype FROM pg_database WHERE datname = 'template0';" | sql_run 2>/dev/null; then
        return
    fi
    if [ -n "$pg_engine" ]; then
        return 0
    fi
    if [ "$os_family" = debian ]; then
        for cluster_setting in port data_directory; do
            cluster_value=$(pg_conftool -s "$pg_version" "$pg_instance" show "$cluster_setting" 2>/dev/null) &&
                printf '%s\t%s\n' "$cluster_setting" "$cluster_value"
        done
    fi
    as_postgres "$pg_bin_dir/pg_controldata" -D "$pg_data_dir" 2>/dev/null |
        awk -F ': *' '$1 == "Data page checksum version" { print "checksums\t" ($2 == "0" ? "off" : "on") }'
}

# postgres_cluster_record: prints the path of the file that stands while a cluster is being made
postgres_cluster_record() {
    echo "/var/lib/pgprov/create-$pg_version-$pg_instance"
}

# postgres_cluster_create LOCALE ENCODING CHECKSUMS: makes the cluster; checks again that nothing is where it will stand
postgres_cluster_create() {
    # the container makes the cluster when it first starts
    if [ -n "$pg_engine" ]; then
        container_data_guard && container_data_vacate && container_data_folders
        return
    fi
    cluster_record=$(postgres_cluster_record)
    if [ -e "$cluster_record" ]; then
        postgres_cluster_discard || return 1
    fi
    if [ -e "$pg_data_dir" ] && [ -n "$(ls -A "$pg_data_dir")" ]; then
        echo "$pg_data_dir is not empty: it is left as it is" >&2
        return 1
    fi
    if [ -e "$pg_conf_dir" ] && [ "$os_family" = debian ]; then
        echo "$pg_conf_dir is there, but its data directory $pg_data_dir is not: is its disk mounted?" >&2
        return 1
    fi
    if [ -n "$pg_wal_dir" ] && [ -e "$pg_wal_dir" ] && [ -n "$(ls -A "$pg_wal_dir")" ]; then
        echo "$pg_wal_dir is not empty: it is left as it is" >&2
        return 1
    fi
    (umask 077 && mkdir -p /var/lib/pgprov) || return 1
    printf 'boot_id=%s\n' "$(cat /proc/sys/kernel/random/boot_id)" >"$cluster_record" || return 1
    sync "$cluster_record"
    (umask 022 && mkdir -p "$(dirname "$pg_data_dir")") || return 1
    prelude_progress "initdb"
    if postgres_cluster_initdb "$@" >"$scratch/initdb" 2>&1 </dev/null 3>&- 9>&-; then
        rm -f "$cluster_record"
        return 0
    fi
    tail -n 20 "$scratch/initdb" >&2
    # initdb and pg_createcluster take their own leftovers away
    if [ ! -e "$pg_conf_dir" ] && { [ ! -e "$pg_data_dir" ] || [ -z "$(ls -A "$pg_data_dir")" ]; }; then
        rm -f "$cluster_record"
    fi
    return 1
}

# postgres_cluster_initdb LOCALE ENCODING CHECKSUMS: runs the platform's tool
postgres_cluster_initdb() {
    cluster_locale=$1
    cluster_encoding=$2
    cluster_checksums=$3
    set --
    if [ "$cluster_checksums" = true ]; then
        set -- --data-checksums
    elif [ "$pg_version" -ge 18 ]; then
        set -- --no-data-checksums
    fi
    if [ -n "$pg_wal_dir" ]; then
        (umask 022 && mkdir -p "$(dirname "$pg_wal_dir")")
        install -d -o postgres -g postgres -m 0700 "$pg_wal_dir"
        set -- "$@" "--waldir=$pg_wal_dir"
    fi
    if [ "$os_family" = debian ]; then
        (umask 022 && pg_createcluster "$pg_version" "$pg_instance" -d "$pg_data_dir" --port "$pg_port" --locale "$cluster_locale" \
            --encoding "$cluster_encoding" --start-conf auto -- "$@")
    else
        install -d -o postgres -g postgres -m 0700 "$pg_data_dir"
        as_postgres "$pg_bin_dir/initdb" -D "$pg_data_dir" --locale="$cluster_locale" --encoding="$cluster_encoding" \
            --auth-local=peer --auth-host=scram-sha-256 "$@"
    fi
}

# postgres_cluster_discard: moves what an interrupted creation has left aside; removes nothing
postgres_cluster_discard() {
    cluster_stamp=$(date -u +%Y%m%dT%H%M%SZ)
    if [ "$os_family" = debian ] && [ -e "$pg_conf_dir/postgresql.conf" ] &&
        as_postgres "$pg_bin_dir/pg_controldata" -D "$pg_data_dir" >/dev/null 2>&1; then
        echo "$pg_data_dir holds a cluster that is configured in $pg_conf_dir: it is left as it is" >&2
        return 1
    fi
    if [ -e "$pg_data_dir/postmaster.pid" ] || postgres_cluster_used; then
        echo "$pg_data_dir has been used since its creation was interrupted, or cannot be read: it is left as it is" >&2
        return 1
    fi
    if [ -e "$pg_conf_dir" ] && [ "$os_family" = debian ]; then
        mv -T "$pg_conf_dir" "/var/lib/pgprov/configuration-$pg_version-$pg_instance.$cluster_stamp" || return 1
    fi
    if [ -e "$pg_data_dir" ] && [ -n "$(ls -A "$pg_data_dir")" ]; then
        # fails on a mount point, which cannot be renamed
        mv -T "$pg_data_dir" "$pg_data_dir.pgprov-old.$cluster_stamp" || return 1
        prelude_progress "moved the unfinished data directory to $pg_data_dir.pgprov-old.$cluster_stamp"
    fi
    if [ -n "$pg_wal_dir" ] && [ -e "$pg_wal_dir" ] && [ -n "$(ls -A "$pg_wal_dir")" ]; then
        mv -T "$pg_wal_dir" "$pg_wal_dir.pgprov-old.$cluster_stamp" || return 1
    fi
}

# postgres_cluster_used: whether an object of a user's was ever made: those have identifiers from 16384 (access/transam.h); a control
# file that cannot be read, or not trusted, counts as used
postgres_cluster_used() {
    if [ ! -e "$pg_data_dir/global/pg_control" ]; then
        postgres_cluster_begun
        return
    fi
    cluster_control=$(as_postgres "$pg_bin_dir/pg_controldata" -D "$pg_data_dir" 2>&1) || return 0
    case $cluster_control in
    *WARNING* | *warning*) return 0 ;;
    esac
    cluster_next=$(printf '%s\n' "$cluster_control" | awk -F ': *' '$1 == "Latest checkpoint'"'"'s NextOID" { print $2 }')
    case $cluster_next in
    '' | *[!0-9]*) return 0 ;;
    *) [ "$cluster_next" -ge 16384 ] ;;
    esac
}

# postgres_cluster_begun: whether there is more than initdb makes before the control file: directories, PG_VERSION and configuration
postgres_cluster_begun() {
    [ -e "$pg_data_dir" ] || return 1
    cluster_files=$(find "$pg_data_dir" ! -type d ! -name PG_VERSION ! -name '*.conf' ! -path "$pg_data_dir/pg_wal" 2>&1 | head -n 1)
    [ -n "$cluster_files" ]
}

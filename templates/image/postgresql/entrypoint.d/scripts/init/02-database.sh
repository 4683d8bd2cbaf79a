# shellcheck shell=bash disable=SC2154  # variables.sh declares what all share
# What is done with the data directory that is there: by the role that is wanted and what it holds.

# setup_database SERVER_ARGUMENT...: makes or accepts the cluster in PGDATA
setup_database() {
    local role=${wanted[role]:-standalone} state
    state=$(data_state)
    if [ "$state" = moving ]; then
        log_log "a former start was interrupted when the cluster was complete: moving it into place"
        place_staging
        state=$(data_state)
    fi
    refuse_misfit "$state"
    case $role:$state in
        standalone:empty | standalone:building | primary:empty | primary:building) initialise_cluster "$@" ;;
        standalone:cluster | primary:cluster)
            [ "$role" = standalone ] || refuse_former_primary
            configure_postgresql "${wanted[pgdata]}" "$@"
            ;;
        standalone:standby) promote_standby "$@" ;;
        replica:empty | replica:building) clone_primary "$@" ;;
        replica:standby)
            accept_standby
            take_out_wiring "${wanted[pgdata]}"
            configure_postgresql "${wanted[pgdata]}" "$@"
            ;;
    esac
}

# refuse_misfit STATE: ends the start where data and role do not fit; nothing was changed then, and nothing is
refuse_misfit() {
    case ${wanted[role]:-standalone}:$1 in
        *:foreign) refuse_foreign ;;
        standalone:standby) [ "$(mark_of "${wanted[pgdata]}" role)" = replica ] || refuse_stranger ;;
        primary:standby) refuse_standby ;;
        replica:cluster) refuse_primary ;;
    esac
}

# validate_initdb: notes what a first start lacks, where this is one
validate_initdb() {
    [ ! -d "${wanted[pgdata]}" ] || { [ -r "${wanted[pgdata]}" ] && [ -x "${wanted[pgdata]}" ]; } || return 0
    [ "${wanted[role]}" != replica ] || return 0
    case $(data_state) in
        empty | building) ;;
        *) return 0 ;;
    esac
    if [ -z "${wanted[superuser_password]}" ] && [ -z "${unreadable[POSTGRES_PASSWORD]:-}" ] &&
        [ "${wanted[auth_method]}" != trust ]; then
        mistake "database is uninitialized and superuser password is not specified" \
            "set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE; POSTGRES_HOST_AUTH_METHOD=trust lets everyone in without one"
    fi
    if [ -d /docker-entrypoint-initdb.d ] && { [ ! -r /docker-entrypoint-initdb.d ] || [ ! -x /docker-entrypoint-initdb.d ]; }; then
        mistake "/docker-entrypoint-initdb.d is not readable for uid $EUID" "its scripts would be left out, and run only at a first start: chmod a+rx it on the host"
    fi
    [[ ${wanted[superuser]} != pg_* ]] || invalid POSTGRES_USER "${wanted[superuser]}" "must not start with pg_"
    case ${wanted[auth_method]%% *} in
        '' | scram-sha-256 | md5 | password | reject | gss | ident | peer | ldap | radius | cert | pam | bsd) ;;
        trust)
            log_warning "POSTGRES_HOST_AUTH_METHOD=trust: whoever reaches the port gets in without a password" \
                "set POSTGRES_PASSWORD instead"
            ;;
        *) invalid POSTGRES_HOST_AUTH_METHOD "${wanted[auth_method]}" "must be a method of pg_hba.conf" ;;
    esac
    initdb_words >/dev/null || invalid POSTGRES_INITDB_ARGS "${wanted[initdb_args]}" "has a quote without its other half"
    [[ ! " ${wanted[initdb_args]} " =~ \ (-D|--pgdata|-D[^ ]+|--pgdata=[^ ]*|-X|--waldir|--waldir=[^ ]*)\  ]] ||
        mistake "POSTGRES_INITDB_ARGS must not name directories" "set PGDATA and POSTGRES_INITDB_WALDIR"
}

# initdb_words: prints the words of POSTGRES_INITDB_ARGS, one per line; quotes hold words together and nothing is expanded
initdb_words() {
    [ -z "${wanted[initdb_args]}" ] || xargs -n 1 printf '%s\n' <<<"${wanted[initdb_args]}" 2>/dev/null
}

# initialise_cluster SERVER_ARGUMENT...: initdb and all that belongs to a first start, in the staging directory
initialise_cluster() {
    local data=${wanted[staging]}/data
    log_log "no cluster in ${wanted[pgdata]}: making one"
    begin_staging initdb
    run_initdb "$data"
    printf '# superuser: %s\n' "${wanted[superuser]}" >"$data/$managed_name"
    add_host_rule "$data"
    configure_postgresql "$data" "$@"
    start_temporary "$data" "$@"
    create_database
    create_replication_user "${wanted[private]}" 5432 "${wanted[superuser]}" ||
        die "could not create the replication role ${wanted[replication_user]}"
    link_configuration
    init_scripts "$data"
    stop_temporary
    take_in_written
    rewrite_paths "$data"
    configure_postgresql "$data" "$@"
    place_staging
    log_log "the cluster is complete"
}

# run_initdb DIRECTORY: makes a cluster there; what initdb says is told where it fails
run_initdb() {
    local words=(--username="${wanted[superuser]}") word said
    while IFS= read -r word; do
        words+=("$word")
    done < <(initdb_words)
    if [ -n "${wanted[superuser_password]}" ]; then
        said=$(initdb -D "$1" "${words[@]}" --pwfile=<(printf '%s\n' "${wanted[superuser_password]}") 2>&1)
    else
        said=$(initdb -D "$1" "${words[@]}" 2>&1)
    fi || {
        printf '%s\n' "$said" >&2
        die "initdb failed" "the lines above are its own; see POSTGRES_INITDB_ARGS, and LANG and LC_* for a locale that the image has not"
    }
}

# add_host_rule DIRECTORY: lets clients in over the network, by POSTGRES_HOST_AUTH_METHOD or the method of the stored passwords
add_host_rule() {
    local method=${wanted[auth_method]}
    [ -n "$method" ] || method=$(postgres -D "$1" -C password_encryption)
    printf '\nhost all all all %s\n' "$method" >>"$1/pg_hba.conf"
}

# create_database: POSTGRES_DB, where it is not one that initdb makes
create_database() {
    local -x PGPASSFILE=${wanted[private]}/superuser # POSTGRES_INITDB_ARGS may ask for a password on the socket
    write_password '*' "${wanted[superuser_password]}" "$PGPASSFILE"
    {
        sql_set name "${wanted[database]}"
        cat <<'SQL'
SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') AS missing \gset
\if :missing
CREATE DATABASE :"name";
\endif
SQL
    } | sql_run "${wanted[private]}" 5432 "${wanted[superuser]}" || die "could not create the database ${wanted[database]}"
    rm -f "$PGPASSFILE"
}

# init_scripts DIRECTORY: what is in /docker-entrypoint-initdb.d, in a shell of its own: nothing comes back of what its scripts set, and
# that one of them calls `exit` is no end of the start
init_scripts() {
    local status=0
    (
        run_init_scripts "$1"
        exit 77
    ) &
    wait $! || status=$?
    case $status in
        77) ;;
        0) die "a script in /docker-entrypoint-initdb.d has ended the start: it is the last one above" "make it executable, or let it not call exit" ;;
        *) die "a script in /docker-entrypoint-initdb.d failed: it is the last one above" "nothing is kept of this first start: mend it and start again" ;;
    esac
}

# run_init_scripts DIRECTORY: runs the scripts in the order of names, as the official image does; the first that fails is the last
run_init_scripts() {
    local script
    remember_secrets
    export PGPASSWORD=${wanted[superuser_password]}
    export PGDATA=$1 PGHOST=${wanted[private]} PGPORT=5432
    export POSTGRES_USER=${wanted[superuser]} POSTGRES_PASSWORD=${wanted[superuser_password]} POSTGRES_DB=${wanted[database]}
    # shellcheck disable=SC2034  # scripts for older official images call "${psql[@]}"
    psql=(docker_process_sql)
    for script in /docker-entrypoint-initdb.d/*; do
        case $script in
            *.sh | *.sql | *.sql.gz | *.sql.xz | *.sql.zst) log_log "running $script" ;;
            */\*) continue ;;
            *) log_warning "ignoring $script" ;;
        esac
        case $script in
            *.sh) run_init_shell "$script" ;;
            *.sql) docker_process_sql -f "$script" ;;
            *.sql.gz) gunzip -c "$script" | docker_process_sql ;;
            *.sql.xz) xzcat "$script" | docker_process_sql ;;
            *.sql.zst) zstd -dc "$script" | docker_process_sql ;;
        esac
    done
}

# run_init_shell FILE: runs it where it is executable; else in this shell, whose functions it may use
run_init_shell() {
    if [ -x "$1" ]; then
        "$1"
    else
        # shellcheck disable=SC1090  # the user's own
        . "$1"
    fi
}

# link_configuration: scripts may write out the path of a configuration file instead of using PGDATA; it leads to where the file is now
link_configuration() {
    local name
    for name in postgresql.conf pg_hba.conf pg_ident.conf; do
        ln -s ".pgprov-new/data/$name" "${wanted[pgdata]}/$name"
    done
}

# take_in_written: what scripts have put into PGDATA by its path belongs to the cluster that is made
take_in_written() {
    local entry name
    for entry in "${wanted[pgdata]}"/*; do
        name=${entry##*/}
        if [ -L "$entry" ] && [ "$(readlink "$entry")" = ".pgprov-new/data/$name" ]; then
            rm -f "$entry"
        elif [ -f "$entry" ] && [[ $name == *.conf || ! -e ${wanted[staging]}/data/$name ]]; then
            mv -fT "$entry" "${wanted[staging]}/data/$name"
        elif [ -e "$entry" ]; then
            die "a script in /docker-entrypoint-initdb.d has made $entry" "let it use the variable PGDATA: the cluster is elsewhere as long as it is made"
        fi
    done
}

# docker_process_sql [PSQL OPTION...]: psql as the official image's scripts call it
docker_process_sql() {
    local words=(-v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER")
    [ -z "$POSTGRES_DB" ] || words+=(--dbname "$POSTGRES_DB")
    psql "${words[@]}" "$@"
}

# rewrite_paths DIRECTORY: scripts that wrote $PGDATA into a configuration file meant the place where the cluster will be
rewrite_paths() {
    local file text
    for file in "$1"/*.conf; do
        if grep -q -F "$1" "$file"; then
            text=$(<"$file")
            printf '%s\n' "${text//"$1"/"${wanted[pgdata]}"}" | put_file "$file"
        fi
    done
}

# refuse_foreign: something is in PGDATA that is no cluster
refuse_foreign() {
    if [ -e "${wanted[pgdata]}/lost+found" ]; then
        die "${wanted[pgdata]} is the root of a filesystem, with a lost+found: no cluster can be in it" \
            "set PGDATA to a directory below it, such as ${wanted[pgdata]}/pgdata"
    fi
    die "${wanted[pgdata]} is not empty and holds no PostgreSQL cluster: it is left as it is" \
        "mount an empty volume, or the one that was meant"
}

# refuse_standby: a standby is never made a primary by inference
refuse_standby() {
    local how='start it with REPLICATION_ROLE=replica, make sure that its primary is stopped for good, run pg_ctl promote in the container'
    die "REPLICATION_ROLE=primary, but ${wanted[pgdata]} is that of a standby: it is not promoted" \
        "to promote it, $how, and set REPLICATION_ROLE=primary then"
}

# refuse_stranger: only a replica of this image is one whose HA variables were removed
refuse_stranger() {
    die "HA_MODE is not set, and ${wanted[pgdata]} is that of a standby which was no replica of this image: it is not promoted" \
        "to keep it a standby set HA_MODE=native, REPLICATION_ROLE=replica and PRIMARY_HOST; to promote it run pg_ctl promote where it runs now"
}

# refuse_primary: no data is thrown away to make room for a replica
refuse_primary() {
    die "REPLICATION_ROLE=replica, but ${wanted[pgdata]} holds a cluster that is no standby: it is left as it is" \
        "to make a replica give it an empty volume; if this was a replica that was promoted, set REPLICATION_ROLE=primary"
}

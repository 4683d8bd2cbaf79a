# shellcheck shell=bash disable=SC2154  # variables.sh declares what all share
# Replication: the role on the primary, and how a replica comes to its data.

# create_replication_user SOCKET_DIRECTORY PORT SUPERUSER: makes the role that replicas log in as, or brings it to what is wanted; proves it by a login
create_replication_user() {
    [ "${wanted[mode]}" = native ] || return 0
    write_passfile
    {
        quiet_session
        sql_set name "${wanted[replication_user]}"
        sql_set password "${wanted[replication_password]}"
        sql_set known "$(mark_of "${temporary_data:-${wanted[pgdata]}}" 'role of replicas')"
        cat <<'SQL'
SELECT count(*) > 0 AS present, coalesce(bool_or((rolsuper OR NOT rolreplication) AND rolname <> :'known'), false) AS stranger
FROM pg_roles WHERE rolname = :'name' \gset
\if :stranger
DO $$ BEGIN RAISE EXCEPTION 'it exists, and was not made for replicas: choose another REPLICATION_USER, or make it NOSUPERUSER REPLICATION'; END $$;
\elif :present
ALTER ROLE :"name" WITH LOGIN REPLICATION CONNECTION LIMIT -1 PASSWORD :'password' VALID UNTIL 'infinity';
\else
CREATE ROLE :"name" WITH LOGIN REPLICATION PASSWORD :'password';
\endif
SQL
    } | sql_run "$1" "$2" "$3" || return 1
    # rules of the user's own may not let the role in here
    [ -n "${settings[hba_file]:-}" ] || replication_login "$1" "$2" || return 1
    log_log "the replication role ${wanted[replication_user]} has been brought to what is wanted"
    remember_role "${temporary_data:-${wanted[pgdata]}}"
}

# remember_role DIRECTORY: from now on the role is ours, whatever is made of its attributes; a former one is told
remember_role() {
    local former
    former=$(mark_of "$1" 'role of replicas')
    [ -z "$former" ] || [ "$former" = "${wanted[replication_user]}" ] ||
        log_warning "the former replication role $former is still there, with its password, but pg_hba.conf has no row for it any more: replicas that log in as it are refused" \
            "recreate replicas with REPLICATION_USER=${wanted[replication_user]}, then DROP ROLE $(quoted_name "$former")"
    { grep -v '^# role of replicas: ' "$1/$managed_name" && echo "# role of replicas: ${wanted[replication_user]}"; } | put_file "$1/$managed_name"
}

# quiet_session: prints SQL that keeps what follows out of the log, of pg_stat_activity and pg_stat_statements, and lets it wait for no standby
quiet_session() {
    cat <<'SQL'
\set VERBOSITY terse
SET log_min_messages = 'panic';
SET debug_print_parse = off;
SET debug_print_rewritten = off;
SET debug_print_plan = off;
SET log_transaction_sample_rate = 0;
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_duration = off;
SET log_min_error_statement = 'panic';
SET track_activities = off;
SET pg_stat_statements.track = 'none';
SET pgaudit.log = 'none';
SET password_encryption = 'scram-sha-256';
SET synchronous_commit = local;
SQL
}

# replication_login SOCKET_DIRECTORY PORT: whether the replication role can log in with the wanted password; our row of pg_hba.conf asks for it
replication_login() {
    local_psql -c IDENTIFY_SYSTEM >/dev/null -d "$(conninfo_word user "${wanted[replication_user]}") \
        $(conninfo_word passfile "${wanted[passfile]}") $(conninfo_word host "$1") port=$2 replication=true connect_timeout=10"
}

# knows_replication_role SOCKET_DIRECTORY PORT SUPERUSER: whether the replication role is as it is wanted. A login would tell, but what the server says of one
# that it refuses looks like an attack. Where it cannot be told otherwise (see has_password.pl) it is tried by one, and that is told before.
knows_replication_role() {
    local verifier status=0 former
    former=$(mark_of "${wanted[pgdata]}" 'role of replicas')
    [ "${former:-${wanted[replication_user]}}" = "${wanted[replication_user]}" ] || return 1
    verifier=$({
        sql_set name "${wanted[replication_user]}"
        cat <<'SQL'
SELECT rolpassword FROM pg_authid WHERE rolname = :'name' AND rolcanlogin AND rolreplication AND rolconnlimit <> 0 AND coalesce(rolvaliduntil > now(), true);
SQL
    } | sql_run "$1" "$2" "$3" 2>/dev/null) || status=2
    [ "$status" -ne 0 ] ||
        printf '%s\n' "$verifier" "${wanted[replication_password]}" | perl "$scripts/init/has_password.pl" || status=$?
    [ "$status" -eq 2 ] || return "$status"
    log_log "trying whether the role ${wanted[replication_user]} has the password that is wanted: where it has not, the server says so as FATAL"
    replication_login "$1" "$2" 2>/dev/null
}

# write_passfile: the password file of the replication role
write_passfile() {
    local user
    user=$(doubled "${wanted[replication_user]}" \\)
    write_password "${user//:/'\:'}" "${wanted[replication_password]}" "${wanted[passfile]}"
}

# write_password USER PASSWORD FILE: makes a password file of libpq, where a backslash stands before what means something
write_password() {
    local password
    password=$(doubled "$2" \\)
    (
        umask 077
        printf '*:*:*:%s:%s\n' "$1" "${password//:/'\:'}" >"$3.new"
    )
    mv -fT "$3.new" "$3"
}

# primary_conninfo APPLICATION_NAME: prints how a replica connects to its primary; no password is in it
primary_conninfo() {
    printf '%s ' "$(conninfo_word user "${wanted[replication_user]}")" "$(conninfo_word host "${wanted[primary_host]}")" \
        "$(conninfo_word port "${wanted[primary_port]}")" "$(conninfo_word passfile "${wanted[passfile]}")"
    conninfo_word application_name "$1"
}

# ask_primary COMMAND [PSQL OPTION...]: prints the answer to a command of the replication protocol
ask_primary() {
    local command=$1
    shift
    timeout 20 psql -X -q -A -t -w -c "$command" "$@" \
        -d "$(primary_conninfo pgprov-probe) replication=true connect_timeout=5"
}

# query_primary SQL: prints the answer to a query as the replication role, where it is let into a database; fails where it is not
query_primary() {
    timeout 20 psql -X -q -A -t -w -c "$1" -d "$(primary_conninfo pgprov-probe) dbname=postgres connect_timeout=5" 2>/dev/null
}

# wait_for_primary: waits until the primary answers, says so every few seconds, and fails with the last error
wait_for_primary() {
    local primary="${wanted[primary_host]}:${wanted[primary_port]}" limit=${wanted[primary_wait_timeout]} error said=-5
    SECONDS=0
    until error=$(ask_primary IDENTIFY_SYSTEM 2>&1 >/dev/null); do
        error=$(one_line "${error:-no answer within 20 s}")
        [ "$SECONDS" -lt "$limit" ] ||
            die "the primary $primary did not answer within $limit s: $error" \
                "see PRIMARY_HOST, PRIMARY_PORT, PRIMARY_WAIT_TIMEOUT, and the log of the primary"
        if [ $((SECONDS - said)) -ge 5 ]; then
            said=$SECONDS
            log_log "waiting for the primary $primary ($said of $limit s): $error"
        fi
        sleep 0.5
    done
}

# one_line TEXT: prints what psql has said as one line
one_line() {
    tr '\n\t' '  ' <<<"$1" | sed 's/^psql: error: //; s/[[:space:]]*$//'
}

# clone_primary SERVER_ARGUMENT...: makes the data directory of a replica
clone_primary() {
    write_passfile
    wait_for_primary
    check_version
    check_tablespaces
    check_slot clone
    begin_staging clone
    create_slot
    base_backup
    rm -f "${wanted[staging]}/data/pgprov.server"
    take_out_wiring "${wanted[staging]}/data"
    configure_postgresql "${wanted[staging]}/data" "$@"
    place_staging
    log_log "the base backup is in place"
}

# check_version: a standby has the major version of its primary
check_version() {
    local version
    version=$(ask_primary "SHOW server_version_num") || die "cannot ask the primary for its version"
    [ $((version / 10000)) -eq "${wanted[major]}" ] ||
        die "the primary is PostgreSQL $((version / 10000)), and this image is PostgreSQL ${wanted[major]}" "use an image of the same major version"
}

# check_tablespaces: their directories are outside of PGDATA, where an interrupted base backup would leave what the next one stumbles over
check_tablespaces() {
    local found
    found=$(query_primary "SELECT string_agg(spcname || ' at ' || pg_tablespace_location(oid), ', ') FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''") || return 0
    [ -z "$found" ] || die "the primary has tablespaces, which replicas in containers do not support: $found" "move what is in them to pg_default"
}

# check_slot clone|start: ends the start where the slot is in use by another replica. Our own former connection may linger: a clone waits for its end.
check_slot() {
    local user said=''
    SECONDS=0
    while :; do
        user=$(query_primary "SELECT application_name FROM pg_replication_slots JOIN pg_stat_replication ON pid = active_pid WHERE slot_name = '${wanted[slot]}'") || return 0
        user=${user#pgprov-clone-}
        [ -n "$user" ] || return 0
        [ "$user" = "${wanted[appname]}" ] ||
            die "REPLICATION_APPNAME ${wanted[appname]} and $user give the same slot name ${wanted[slot]}" "$user streams now; give one of them another name"
        [ "$1" = clone ] || return 0
        [ "$SECONDS" -lt "${wanted[primary_wait_timeout]}" ] ||
            die "REPLICATION_APPNAME ${wanted[appname]} is used by another replica, which streams now" "give each a name of its own"
        [ -n "$said" ] || log_log "waiting until the slot ${wanted[slot]} is free: a replica of that name streams now"
        said=yes
        sleep 1
    done
}

# find_slot: prints `physical|` and from where on our slot keeps WAL, which is nothing where it has lost it; `|` where there is no slot. Fails where
# nobody tells: servers before 15 do so only where the role may log in to a database.
find_slot() {
    local found
    if [ "${wanted[major]}" -ge 15 ]; then
        found=$(ask_primary "READ_REPLICATION_SLOT \"${wanted[slot]}\"" 2>/dev/null) || return 1
        printf '%s' "${found%|*}"
    else
        found=$(query_primary "SELECT concat_ws('|', slot_type, coalesce(restart_lsn::text, '')) FROM pg_replication_slots WHERE slot_name = '${wanted[slot]}'") || return 1
        printf '%s' "${found:-|}"
    fi
}

# create_slot: makes our physical slot on the primary, which keeps WAL from now on, and keeps one that exists
create_slot() {
    local name="\"${wanted[slot]}\"" found error
    found=$(find_slot) || found=unknown
    case $found in
        physical\|[!|]*) return 0 ;;
        physical\|*)
            # it keeps no WAL: a standby that has data is left to be judged by its own log, a new base backup needs a slot that does
            [ ! -e "${wanted[pgdata]}/PG_VERSION" ] || return 0
            ask_primary "DROP_REPLICATION_SLOT $name" >/dev/null || die "cannot make the replication slot ${wanted[slot]} anew"
            ;;
    esac
    if error=$(ask_primary "CREATE_REPLICATION_SLOT $name PHYSICAL RESERVE_WAL" -v VERBOSITY=sqlstate 2>&1 >/dev/null); then
        log_log "made the replication slot ${wanted[slot]} on the primary"
    elif [[ $error != *42710* ]]; then # 42710: it exists
        die "cannot make the replication slot ${wanted[slot]} on the primary: $error" \
            "the SQLSTATE is explained in the log of the primary; 53400: raise its max_replication_slots"
    fi
}

# base_backup: copies the primary into the staging directory, and proves the copy against its manifest
base_backup() {
    local data=${wanted[staging]}/data
    log_log "base backup of ${wanted[primary_host]}:${wanted[primary_port]} begins"
    pg_basebackup -D "$data" -Fp -Xs -R -S "${wanted[slot]}" --checkpoint=fast -w \
        -d "$(primary_conninfo "pgprov-clone-${wanted[appname]}") keepalives_idle=30 keepalives_interval=10 keepalives_count=6" >&2 ||
        die "the base backup failed" "the lines above say why; the next start begins anew"
    [ -e "$data/standby.signal" ] || die "the base backup is none of a standby"
    # from there: a shell reads the path that it hands on to pg_waldump
    (cd "$data" && pg_verifybackup -q . >&2) || die "the base backup is damaged" "the next start begins anew"
    log_log "the base backup is complete and verified"
}

# take_out_wiring DIRECTORY: takes what -R has written out of postgresql.auto.conf, where it would win over our file
take_out_wiring() {
    local file=$1/postgresql.auto.conf
    if grep -q -E '^ *primary_(conninfo|slot_name)[ =]' "$file" 2>/dev/null; then
        sed -E '/^ *primary_(conninfo|slot_name)[ =]/d' "$file" | put_file "$file"
    fi
}

# accept_standby: a standby that is there is taken for ours, unless the primary says that it is another cluster's
accept_standby() {
    local answer theirs ours
    write_passfile
    if ! answer=$(ask_primary IDENTIFY_SYSTEM 2>&1); then
        answer=$(tr '\n' ' ' <<<"$answer")
        [ "$(mark_of "${wanted[pgdata]}" role)" = replica ] ||
            die "${wanted[pgdata]} is of a standby that was no replica of this image, and the primary ${wanted[primary_host]}:${wanted[primary_port]} cannot be asked whether it is its own: $answer" \
                "it is left as it is; start it when the primary answers"
        log_warning "the primary ${wanted[primary_host]}:${wanted[primary_port]} does not answer: $answer"
        log_warning "${wanted[pgdata]} holds a standby: it is taken for a valid replica and started"
        return 0
    fi
    theirs=$(tail -n 1 <<<"$answer") # below what psql may have warned of
    theirs=${theirs%%|*}
    ours=$(control_value "${wanted[pgdata]}" 'Database system identifier')
    [ "$theirs" = "$ours" ] ||
        die "${wanted[pgdata]} is of another cluster: its system identifier is $ours, that of the primary ${wanted[primary_host]} is $theirs" \
            "it is left as it is; give the replica an empty volume, or another PRIMARY_HOST"
    log_warning "${wanted[pgdata]} holds a standby: it is taken for a valid replica and started"
    check_slot start
    create_slot
}

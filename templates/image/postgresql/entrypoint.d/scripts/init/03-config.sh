# shellcheck shell=bash disable=SC2154  # variables.sh declares what all share
# Configuration: one file of settings that is ours and written whole, and blocks of ours in pg_hba.conf and pg_ident.conf. All else in
# these files is the user's.

readonly managed_name=pgprov.conf
readonly include_line="include '$managed_name'"
readonly block_mark='# BEGIN rows of the image'
readonly block_begin="$block_mark, which writes them anew at each start: put rows of your own below the line END"
readonly block_end='# END rows of the image'

# configure_postgresql DIRECTORY SERVER_ARGUMENT...: brings settings and access rules of the cluster there to what is wanted. Settings that
# the server would not start with are told, and the former ones stay.
configure_postgresql() {
    local directory=$1
    shift
    complete_files "$directory"
    [ -z "${wanted[other_config]}" ] || return 0
    managed_settings "$directory" >"$directory/$managed_name.new"
    if [ -e "$directory/standby.signal" ]; then
        raise_to_primary "$directory" "$@"
    fi
    check_settings "$directory" "$@"
    put_file "$directory/$managed_name" <"$directory/$managed_name.new"
    rm -f "$directory/$managed_name.new"
    without_include "$directory" | { cat && echo "$include_line"; } | put_file "$directory/postgresql.conf"
    ident_rows "$directory" | put_block "$directory/pg_ident.conf"
    hba_rows "$directory" | put_block "$directory/pg_hba.conf"
    warn_overridden "$directory"
}

# complete_files DIRECTORY: puts in what the base backup of a server lacks whose configuration is elsewhere, as on Debian hosts
complete_files() {
    if [ ! -e "$1/postgresql.conf" ]; then
        cp "/usr/share/postgresql/${wanted[major]}/postgresql.conf.sample" "$1/postgresql.conf"
        printf '%s\n' "log_timezone = 'Etc/UTC'" "timezone = 'Etc/UTC'" >>"$1/postgresql.conf"
    fi
    [ -e "$1/pg_ident.conf" ] || : >"$1/pg_ident.conf"
    [ -e "$1/pg_hba.conf" ] || printf '%s\n' 'local all all trust' 'host all all all scram-sha-256' >"$1/pg_hba.conf"
}

# managed_settings DIRECTORY: prints the whole file of settings; the user's win over those of the mode, and what they include over all
managed_settings() {
    local name
    echo "# The image writes this file anew at each start, from the container's environment: change POSTGRESQL_CONFIG_<name> there."
    echo "# The lines with a colon are what it remembers of the cluster."
    name=$(find_superuser "$1")
    [ -z "$name" ] || echo "# superuser: $name"
    # a replica that is to be promoted is one until it has been
    [ -e "$1/standby.signal" ] && name=replica || name=standalone
    echo "# role: ${wanted[role]:-$name}"
    name=$(mark_of "$1" 'role of replicas')
    [ -z "$name" ] || echo "# role of replicas: $name"
    while IFS='=' read -r name REPLY; do
        [ -n "${settings[$name]+set}" ] || setting_line "$name" "$REPLY"
    done < <(native_settings "$1")
    synchronous_setting
    for name in $(printf '%s\n' "${!settings[@]}" | grep -v '^include' | sort) include include_if_exists include_dir; do
        [ -z "${settings[$name]+set}" ] || setting_line "$name" "${settings[$name]}"
    done
}

# native_settings DIRECTORY: prints name=value of what native mode means
native_settings() {
    if [ "${wanted[mode]}" != native ]; then
        leftover_slots "$1"
        return 0
    fi
    printf '%s\n' 'listen_addresses=*' wal_level=replica max_wal_senders=10 max_replication_slots=10 wal_keep_size=256MB \
        max_slot_wal_keep_size="$(slot_ceiling "$1")" hot_standby=on wal_log_hints=on password_encryption=scram-sha-256 \
        cluster_name="${wanted[appname]}"
    if [ "${wanted[role]}" = replica ]; then
        printf '%s\n' primary_conninfo="$(primary_conninfo "${wanted[appname]}")" primary_slot_name="${wanted[slot]}"
    fi
}

# slot_ceiling DIRECTORY: prints how much WAL a slot may keep: 30 % of the filesystem, from 64 MB to 64 GB, so that a replica that is gone
# does not fill it; rounded down to whole powers of two, so that it stays the same when the filesystem grows a little
slot_ceiling() {
    local total megabytes=64 wal=$1/pg_wal/
    [ -z "${wanted[waldir]}" ] || [ -L "$1/pg_wal" ] || wal=${wanted[waldir]}
    total=$(df -k --output=size "$wal" | tail -n 1)
    [ "$total" -gt 1572864 ] ||
        log_warning "the filesystem for WAL has $((total / 1024)) MB: wal_keep_size and max_wal_size together may fill it" \
            "give it 2 GB or more, or set POSTGRESQL_CONFIG_max_wal_size and POSTGRESQL_CONFIG_wal_keep_size"
    while [ "$megabytes" -lt 65536 ] && [ $((megabytes * 2 * 1024)) -le $((total * 3 / 10)) ]; do
        megabytes=$((megabytes * 2))
    done
    echo "${megabytes}MB"
}

# leftover_slots DIRECTORY: a standalone server keeps a ceiling on slots that its former replicas have left, and says how to be rid of them
leftover_slots() {
    local slot slots=()
    for slot in "$1"/pg_replslot/*/; do
        [ ! -d "$slot" ] || slots+=("$(basename "$slot")")
    done
    [ ${#slots[@]} -gt 0 ] || return 0
    log_warning "replication slots keep WAL for replicas that may be gone: ${slots[*]}" "$(printf "SELECT pg_drop_replication_slot('%s'); " "${slots[@]}")"
    echo "max_slot_wal_keep_size=$(slot_ceiling "$1")"
}

# synchronous_setting: prints the synchronous_standby_names that are in force. They are not asked for before enough of them stream (see
# follow_synchronous); but once in force they stay so over a restart, since clients were promised that no commit is on one server only.
synchronous_setting() {
    if [ "${wanted[mode]}:${wanted[role]}" = native:primary ] && [ -n "${wanted[synchronous_standby_names]}" ]; then
        grep '^synchronous_standby_names = ' "${wanted[pgdata]}/$managed_name" 2>/dev/null || true
    fi
}

# raise_to_primary DIRECTORY SERVER_ARGUMENT...: a standby does not start with less of these than its primary had when it wrote the WAL
raise_to_primary() {
    local directory=$1 name label needed value
    shift
    while read -r name label; do
        needed=$(control_value "$directory" "$label setting")
        value=$(candidate_value "$directory" "$name" "$@" 2>/dev/null) || return 0
        if [ "$value" -lt "$needed" ]; then
            log_warning "$name is $needed instead of $value: a standby needs as much as its primary has"
            setting_line "$name" "$needed" >>"$directory/$managed_name.new"
        fi
    done <<<'max_connections max_connections
max_worker_processes max_worker_processes
max_wal_senders max_wal_senders
max_prepared_transactions max_prepared_xacts
max_locks_per_transaction max_locks_per_xact'
}

# control_value DIRECTORY LABEL: prints a line of pg_controldata
control_value() {
    LC_ALL=C pg_controldata -D "$1" | sed -n "s/^$2: *//p"
}

# candidate_value DIRECTORY NAME SERVER_ARGUMENT...: prints what a setting would be with the new file; fails where the server would not start
candidate_value() {
    local directory=$1 name=$2 candidate=$1/.pgprov-check.conf status=0
    shift 2
    { without_include "$directory" && echo "include '$managed_name.new'"; } >"$candidate"
    postgres -D "$directory" "$@" -c config_file="$candidate" -C "$name" || status=$?
    rm -f "$candidate"
    return "$status"
}

# check_settings DIRECTORY SERVER_ARGUMENT...: ends the start where the server would not take the new settings, together with what else is there
check_settings() {
    local file=${wanted[private]}/complaints said libraries kept=''
    # at a first start nothing of it counts
    [ "$1" != "${wanted[pgdata]}" ] || [ ! -e "$1/$managed_name" ] || kept=': those of the former start are left in place'
    if ! libraries=$(candidate_value "$1" shared_preload_libraries "${@:2}" 2>"$file"); then
        said=$(<"$file")
        printf '%s\n' "${said//"$1/$managed_name.new"/the environment}" >&2
        refuse_settings "$1" "the server does not start with these settings$kept" "mend POSTGRESQL_CONFIG_<name>, the arguments of the container, or postgresql.conf"
        return 0
    fi
    rm -f "$file"
    libraries=$(missing_libraries "$libraries")
    [ -z "$libraries" ] || [ "$(candidate_value "$1" dynamic_library_path "${@:2}" 2>/dev/null)" != "\$libdir" ] ||
        refuse_settings "$1" "shared_preload_libraries names what this image has not: $libraries" "$library_hint; it may stand in postgresql.conf or postgresql.auto.conf"
}

# refuse_settings DIRECTORY MESSAGE HINT: ends the start. A base backup is not thrown away for it: it is put in place, where the server ends by itself,
# and each later start ends here.
refuse_settings() {
    if [ "$1" != "${wanted[pgdata]}" ] && [ -e "$1/standby.signal" ]; then
        log_error "$2" "$3"
        return 0
    fi
    rm -f "$1/$managed_name.new"
    die "$2" "$3"
}

# without_include DIRECTORY: prints postgresql.conf without the line that includes ours, which is to be the last
without_include() {
    grep -v -x -F "$include_line" "$1/postgresql.conf" || [ $? -eq 1 ]
}

# put_file FILE: writes standard input to it, at once and only if it differs
put_file() {
    local file new
    file=$(realpath -m "$1")
    new=$file.pgprov-new
    if cat >"$new" && { [ ! -e "$file" ] || chmod --reference="$file" "$new"; }; then
        if cmp -s "$new" "$file"; then
            rm -f "$new"
            return
        fi
        sync "$new" && mv -fT "$new" "$file" && return
    fi
    rm -f "$new"
    die "cannot write $file" "is it mounted by itself? mount PGDATA as a whole, and give settings as POSTGRESQL_CONFIG_<name>"
}

# put_block FILE: puts standard input between our marker lines at its top, or takes our block out where there is none
put_block() {
    local rows
    rows=$(cat)
    {
        [ -z "$rows" ] || printf '%s\n' "$block_begin" "$rows" "$block_end"
        awk -v begin="$block_mark" -v end="$block_end" '
            index($0, begin) == 1 { held = ""; inside = 1; next }
            inside && $0 == end { inside = 0; next }
            inside { held = held $0 "\n"; next }
            { print }
            END { if (inside) printf "%s", held }' "$1"
    } | put_file "$1"
}

# hba_rows DIRECTORY: prints our rows of pg_hba.conf: us ourselves, as the account that runs the server, in a database that no application
# uses; and the replication role
hba_rows() {
    local user address
    [ "${wanted[mode]}" = native ] || return 0
    user=$(access_name "${wanted[replication_user]}")
    echo "local template1 $(access_name "$(superuser_of "$1")") peer map=pgprov"
    echo "local replication $user scram-sha-256"
    for address in ${wanted[hba]//,/ }; do
        echo "host replication $user $address scram-sha-256"
    done
}

# ident_rows DIRECTORY: prints our row of pg_ident.conf
ident_rows() {
    [ "${wanted[mode]}" = native ] || return 0
    local account
    # the server's account, and root of the container
    for account in "$(id -un)" root; do
        echo "pgprov $(quoted_name "$account") $(access_name "$(superuser_of "$1")")"
    done
}

# access_name TEXT: prints a role's name for pg_hba.conf and pg_ident.conf; from 16 on what begins with a slash is a pattern there, in quotes too
access_name() {
    local name=$1
    if [ "${wanted[major]}" -ge 16 ] && [[ $name == /* ]]; then
        name="/^$(printf '%s' "$name" | sed 's/[[:punct:]]/\\&/g')\$"
    fi
    quoted_name "$name"
}

# superuser_of DIRECTORY: prints the superuser that our file of settings knows; else what POSTGRES_USER says, which may be another than the
# cluster has
superuser_of() {
    local name
    name=$(mark_of "$1" superuser)
    printf '%s' "${name:-${wanted[superuser]}}"
}

# mark_of DIRECTORY KEY: prints what our file of settings remembers of KEY: superuser, role, role of replicas
mark_of() {
    sed -n "s/^# $2: //p" "$1/$managed_name" 2>/dev/null || true
}

# find_superuser DIRECTORY: prints the superuser of a cluster whose server does not run: the one that is known, else the one that a server
# for a single user finds in it; a standby cannot start one
find_superuser() {
    local name
    name=$(mark_of "$1" superuser)
    if [ -z "$name" ] && [ ! -e "$1/standby.signal" ]; then
        [ "$1" != "${wanted[pgdata]}" ] || record_start
        name=$(postgres --single -D "$1" -c synchronous_standby_names= -c log_min_messages=fatal template1 2>/dev/null \
            <<<'SELECT rolname FROM pg_authid WHERE rolsuper AND rolcanlogin ORDER BY oid LIMIT 1' |
            sed -n 's/^.* rolname = "\(.*\)"[[:space:]]*(typeid = .*$/\1/p') || name=''
    fi
    printf '%s' "$name"
}

# forget_superuser: the known superuser cannot do what one can; the next start looks again
forget_superuser() {
    sed '/^# superuser: /d' "${wanted[pgdata]}/$managed_name" | put_file "${wanted[pgdata]}/$managed_name"
}

# warn_overridden DIRECTORY: warns of settings that ALTER SYSTEM has made and that win over ours
warn_overridden() {
    local line name
    [ -e "$1/postgresql.auto.conf" ] || return 0
    while IFS= read -r line; do
        name=${line%% = *}
        if grep -q "^$name = " "$1/$managed_name" && ! grep -q -x -F -e "$line" "$1/$managed_name"; then
            log_warning "setting $name of the environment is overridden by ALTER SYSTEM (postgresql.auto.conf)" \
                "ALTER SYSTEM RESET $name"
        fi
    done < <(grep -E '^[a-z_.0-9]+ = ' "$1/postgresql.auto.conf")
}

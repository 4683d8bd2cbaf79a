# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# POSTGRESQL_CONFIG_<name> and arguments of the server: what may be set, and what belongs to the image.

declare -ga arguments=() usable_settings=() argument_settings=()

# validate_settings: notes names that are none, settings of the image's own, and those that native mode does not work with; the others are in
# `usable_settings` then
validate_settings() {
    local name before
    for name in "${!settings[@]}"; do
        before=${#mistakes[@]}
        if [[ ! $name =~ ^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)*$ || ${#name} -gt 63 ]]; then
            mistake "not a name of a setting: $name" "POSTGRESQL_CONFIG_<name>, with two underscores for a dot"
        elif [[ ${settings[$name]} == *[$'\n\r']* ]]; then
            mistake "setting $name must not contain a line break"
        else
            validate_setting "$name" "${settings[$name]}"
        fi
        [ "$before" -ne ${#mistakes[@]} ] || [[ $name == include* ]] || usable_settings+=("$name")
    done
}

# validate_setting NAME VALUE: notes a setting that cannot be had
validate_setting() {
    case $1 in
        data_directory) mistake "setting $1 belongs to the image" "set PGDATA" ;;
        config_file | external_pid_file)
            mistake "setting $1 belongs to the image" "include_dir adds files of your own"
            ;;
        primary_conninfo) mistake "setting $1 belongs to the image" "it follows from PRIMARY_HOST and REPLICATION_USER" ;;
        primary_slot_name) mistake "setting $1 belongs to the image" "it follows from REPLICATION_APPNAME" ;;
        synchronous_standby_names)
            mistake "setting $1 belongs to the image" "set REPLICATION_SYNCHRONOUS_MODE and _REPLICAS"
            ;;
        max_wal_senders | max_replication_slots | hot_standby | listen_addresses) validate_replicating "$1" "$2" ;;
        wal_level)
            if [ "${wanted[mode]}" != standalone ] && [[ ! ${2,,} =~ ^(replica|logical|archive|hot_standby)$ ]]; then
                mistake "setting wal_level = $2 does not work with HA_MODE=native" "use replica or logical"
            fi
            ;;
        max_slot_wal_keep_size)
            if [ "${wanted[mode]}" != standalone ] && [[ $2 == -* ]]; then
                log_warning "a slot without a ceiling can fill the disk of the primary" "give max_slot_wal_keep_size a size"
            fi
            ;;
    esac
}

# read_arguments ARGUMENT...: sets `arguments` to what the server is to get: all but a -D that says what PGDATA says too. Notes those that do not work.
read_arguments() {
    local taken
    while [ $# -gt 0 ]; do
        taken=1
        case $1 in
            -D | -c)
                taken=2
                validate_argument "$1" "${2:-}"
                ;;
            -D* | -c*) validate_argument "${1:0:2}" "${1:2}" ;;
            --*) validate_argument -c "${1:2}" ;;
        esac
        [[ $1 == -D* ]] || arguments+=("${@:1:taken}")
        shift $((taken < $# ? taken : $#))
    done
    if [ -n "${wanted[other_config]}" ] && { [ "${wanted[mode]}" != standalone ] || [ ${#settings[@]} -gt 0 ]; }; then
        mistake "with config_file among the arguments HA_MODE and POSTGRESQL_CONFIG_<name> would have no effect" \
            "remove config_file, and give its settings as POSTGRESQL_CONFIG_<name> or in $PGDATA/postgresql.conf"
    fi
}

# validate_argument OPTION VALUE: notes a -D or -c of the server's arguments that cannot be had
validate_argument() {
    local name=${2%%=*} before=${#mistakes[@]}
    name=${name//-/_}
    case $1${name,,} in
        -D*)
            [ "$(realpath -m -- "$2")" = "$(realpath -m -- "${wanted[pgdata]}")" ] ||
                mistake "the arguments name the data directory $2, and PGDATA is ${wanted[pgdata]}" "set PGDATA"
            ;;
        -cdata_directory) mistake "setting data_directory belongs to the image" "set PGDATA" ;;
        -cconfig_file) wanted[other_config]=yes ;;
        -cexternal_pid_file) ;;
        *) [ "${wanted[mode]}" = standalone ] || validate_setting "${name,,}" "${2#*=}" ;;
    esac
    [[ $1$2 != -c*=* || $before -ne ${#mistakes[@]} ]] || argument_settings+=("$2")
}

# validate_replicating NAME VALUE: notes a setting without which replicas cannot be or cannot connect
validate_replicating() {
    [ "${wanted[mode]}" != standalone ] || return 0
    case $1=${2,,} in
        max_wal_senders=0 | max_wal_senders=1 | max_replication_slots=0 | hot_standby=off | hot_standby=false | hot_standby=no | hot_standby=0 | \
            listen_addresses= | listen_addresses=localhost | listen_addresses=127.* | listen_addresses=::1)
            mistake "setting $1 = $2 does not work with HA_MODE=native" "leave it to the image"
            ;;
    esac
}

# validate_values: notes each setting of the variables and of the arguments that the server does not know or would not take, and libraries that the image
# has not. The server is asked, in a directory that is gone then: so all are told at once, and before anything is made.
validate_values() {
    local directory=/var/run/postgresql/.pgprov-check
    # of a start that was killed
    rm -rf "$directory"
    [ -z "${wanted[other_config]}" ] && [ $((${#usable_settings[@]} + ${#arguments[@]})) -gt 0 ] || return 0
    # where there can be none, prepare_private says so
    mkdir -m 0700 "$directory" 2>/dev/null || return 0
    probe_values "$directory"
    rm -rf "$directory"
}

# probe_values DIRECTORY: asks about all at once, and where the server complains about each by itself, since it does not tell all that it could
probe_values() {
    local name before=${#mistakes[@]} config=$1/postgresql.conf
    for name in "${usable_settings[@]}"; do
        setting_line "$name" "${settings[$name]}"
    done >"$config"
    if postgres -C port -D "$1" "${arguments[@]}" >/dev/null 2>"$1/said"; then
        probe_libraries "$1"
        return 0
    fi
    for name in $(printf '%s\n' "${usable_settings[@]}" | sort); do
        setting_line "$name" "${settings[$name]}" >"$config"
        postgres -C port -D "$1" >/dev/null 2>"$1/each" || note_complaint "setting $name: " "$1/each"
    done
    : >"$config"
    for name in "${argument_settings[@]}"; do
        postgres -C port -D "$1" -c "$name" >/dev/null 2>"$1/each" || note_complaint "argument ${name%%=*}: " "$1/each"
    done
    [ "$before" -ne ${#mistakes[@]} ] || note_complaint "the server does not start with these settings or arguments: " "$1/said"
}

# probe_libraries DIRECTORY: notes libraries that the image has not: with one of them the server does not start, or lets nobody in
probe_libraries() {
    local name libraries below=''
    [[ "${usable_settings[*]} ${arguments[*]}" == *preload?libraries* ]] || return 0
    [ "$(postgres -C dynamic_library_path -D "$1" "${arguments[@]}" 2>/dev/null)" = "\$libdir" ] || return 0
    for name in shared session local; do
        # those that everybody may ask for are in a directory of their own
        [ "$name" != local ] || below=plugins/
        libraries=$(postgres -C "${name}_preload_libraries" -D "$1" "${arguments[@]}" 2>/dev/null)
        libraries=$(missing_libraries "$libraries" "$below")
        [ -z "$libraries" ] || mistake "${name}_preload_libraries names what this image has not: $libraries" "$library_hint"
    done
}

# note_complaint PREFIX FILE: notes what the server has said there: its first complaint, with its hint
note_complaint() {
    local said
    said=$(sed -n -E '/skipping missing|contains errors$/d; s/ in file ".*" line [0-9]+$//; s/^.*(LOG|ERROR|FATAL):  //p' "$2")
    [ -n "$said" ] || said=$(<"$2")
    mistake "$1${said%%$'\n'*}" "$(sed -n 's/^.* HINT:  //p' "$2")"
}

readonly library_hint="install its package in an image FROM this one (with Debian's packages such as postgresql-$PG_MAJOR-pgaudit), or leave it out"

# missing_libraries LIST [SUBDIRECTORY]: prints those of a setting's libraries that are not in the image's directory of libraries
missing_libraries() {
    local name file directory=/usr/lib/postgresql/${wanted[major]}/lib missing=()
    while IFS= read -r name; do
        name=${name#\"}
        name=${name%\"}
        file=${name/#\$libdir/$directory}
        [[ $file == */* ]] || file=$directory/${2:-}$file
        [ -z "$name" ] || [ -e "$file" ] || [ -e "$file.so" ] || missing+=("$name")
    done <<<"$(list "$1")"
    [ ${#missing[@]} -eq 0 ] || printf '%s' "$(printf ', %s' "${missing[@]}")" | cut -c 3-
}

# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# POSTGRESQL_CONFIG_<name> and arguments of the server: what may be set, and what belongs to the image.

declare -ga arguments=()

# validate_settings: notes names that are none, settings of the image's own, and those that native mode does not work with
validate_settings() {
    local name
    for name in "${!settings[@]}"; do
        if [[ ! $name =~ ^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)*$ || ${#name} -gt 63 ]]; then
            mistake "not a name of a setting: $name" "POSTGRESQL_CONFIG_<name>, with two underscores for a dot"
        elif [[ ${settings[$name]} == *[$'\n\r']* ]]; then
            mistake "setting $name must not contain a line break"
        else
            validate_setting "$name" "${settings[$name]}"
        fi
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
            if [ "${wanted[mode]}" = native ] && [[ ! ${2,,} =~ ^(replica|logical|archive|hot_standby)$ ]]; then
                mistake "setting wal_level = $2 does not work with HA_MODE=native" "use replica or logical"
            fi
            ;;
        max_slot_wal_keep_size)
            if [ "${wanted[mode]}" = native ] && [[ $2 == -* ]]; then
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
}

# validate_argument OPTION VALUE: notes a -D or -c of the server's arguments that cannot be had
validate_argument() {
    local name=${2%%=*}
    name=${name//-/_}
    case $1${name,,} in
        -D*)
            [ "$(realpath -m -- "$2")" = "$(realpath -m -- "${wanted[pgdata]}")" ] ||
                mistake "the arguments name the data directory $2, and PGDATA is ${wanted[pgdata]}" "set PGDATA"
            ;;
        -cdata_directory) mistake "setting data_directory belongs to the image" "set PGDATA" ;;
        -cconfig_file) wanted[other_config]=yes ;;
        -cexternal_pid_file) ;;
        *) [ "${wanted[mode]}" != native ] || validate_setting "${name,,}" "${2#*=}" ;;
    esac
}

# validate_replicating NAME VALUE: notes a setting without which replicas cannot be or cannot connect
validate_replicating() {
    [ "${wanted[mode]}" = native ] || return 0
    case $1=${2,,} in
        max_wal_senders=0 | max_wal_senders=1 | max_replication_slots=0 | hot_standby=off | hot_standby=false | hot_standby=no | hot_standby=0 | \
            listen_addresses= | listen_addresses=localhost | listen_addresses=127.* | listen_addresses=::1)
            mistake "setting $1 = $2 does not work with HA_MODE=native" "leave it to the image"
            ;;
    esac
}

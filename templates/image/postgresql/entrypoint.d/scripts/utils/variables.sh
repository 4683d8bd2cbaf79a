# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# What the variables mean. `wanted` is what they come to, `settings` what POSTGRESQL_CONFIG_<name> says; both are set here and
# nowhere else, from the environment alone.

declare -gA wanted=() settings=() unreadable=()

readonly native_variables=(
    HA_MODE REPLICATION_ROLE PRIMARY_HOST PRIMARY_PORT REPLICATION_USER REPLICATION_PASSWORD USE_PATRONI USE_CITUS
    PATRONI_ENABLE CITUS_ENABLE REPLICATION_HBA REPLICATION_SYNCHRONOUS_MODE REPLICATION_SYNCHRONOUS_COUNT
    REPLICATION_SYNCHRONOUS_REPLICAS REPLICATION_APPNAME PRIMARY_WAIT_TIMEOUT
)
readonly later_variables=(
    PATRONI_SCOPE PATRONI_NAME PATRONI_ETCD_HOSTS PATRONI_TTL PATRONI_LOOP_WAIT PATRONI_RETRY_TIMEOUT PATRONI_MAX_LAG
    PATRONI_SYNCHRONOUS_MODE CITUS_ROLE CITUS_GROUP CITUS_DATABASE CITUS_COORDINATOR_HOST CITUS_COORDINATOR_PORT
)
readonly initdb_variables=(
    POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS POSTGRES_INITDB_WALDIR POSTGRES_HOST_AUTH_METHOD
)
readonly file_variables=(
    REPLICATION_PASSWORD_FILE POSTGRES_PASSWORD_FILE POSTGRES_USER_FILE POSTGRES_DB_FILE POSTGRES_INITDB_ARGS_FILE
)

# resolve_variables: sets `wanted` and `settings`; values that are wrong are left for validate_ha_configuration to say
resolve_variables() {
    resolve_mode
    resolve_replication
    resolve_synchronous
    resolve_initdb
    resolve_places
    resolve_settings
}

# resolve_mode: which mode, which role, and what excludes them
resolve_mode() {
    wanted[ha_mode]=${HA_MODE:-}
    wanted[mode]=${HA_MODE:-standalone}
    wanted[role]=${REPLICATION_ROLE:-}
    wanted[use_patroni]=$(either_truth "${USE_PATRONI:-}" "${PATRONI_ENABLE:-}")
    wanted[use_citus]=$(either_truth "${USE_CITUS:-}" "${CITUS_ENABLE:-}")
}

# resolve_replication: how members find and know each other
resolve_replication() {
    local words
    wanted[primary_host]=${PRIMARY_HOST:-}
    wanted[primary_port]=$(whole "${PRIMARY_PORT:-5432}")
    wanted[primary_wait_timeout]=$(whole "${PRIMARY_WAIT_TIMEOUT:-60}")
    wanted[replication_user]=${REPLICATION_USER:-replicator}
    read_value REPLICATION_PASSWORD
    wanted[replication_password]=$REPLY
    wanted[appname]=${REPLICATION_APPNAME:-$(</proc/sys/kernel/hostname)}
    wanted[slot]=$(slot_name "${wanted[appname]}")
    words=$(list "${REPLICATION_HBA:-any}")
    [ "$words" != any ] || words=$'0.0.0.0/0\n::/0'
    wanted[hba]=${words//$'\n'/,}
}

# resolve_synchronous: the value of synchronous_standby_names, empty where replication is asynchronous
resolve_synchronous() {
    local name names=()
    wanted[synchronous_count]=$(whole "${REPLICATION_SYNCHRONOUS_COUNT:-1}")
    wanted[synchronous_standbys]=any
    wanted[synchronous_standby_names]=
    [ "$(truth "${REPLICATION_SYNCHRONOUS_MODE:-false}")" = true ] || return 0
    while IFS= read -r name; do
        [ -z "$name" ] || [ "$name" = "${wanted[appname]}" ] || names+=("$(quoted_name "$name")")
    done <<<"$(list "${REPLICATION_SYNCHRONOUS_REPLICAS:-}")"
    if [ -n "${REPLICATION_SYNCHRONOUS_REPLICAS:-}" ]; then
        wanted[synchronous_standbys]=${#names[@]}
    else
        names=('*')
    fi
    wanted[synchronous_standby_names]="ANY ${wanted[synchronous_count]} ($(
        IFS=,
        printf '%s' "${names[*]}"
    ))"
}

# resolve_initdb: what only the first start of a standalone server or a primary looks at, as in the official image
resolve_initdb() {
    read_value POSTGRES_USER
    wanted[superuser]=${REPLY:-postgres}
    read_value POSTGRES_PASSWORD
    wanted[superuser_password]=$REPLY
    read_value POSTGRES_DB
    wanted[database]=${REPLY:-${wanted[superuser]}}
    read_value POSTGRES_INITDB_ARGS
    wanted[initdb_args]=$REPLY
    wanted[waldir]=${POSTGRES_INITDB_WALDIR:-}
    wanted[auth_method]=${POSTGRES_HOST_AUTH_METHOD:-}
}

# resolve_places: where things are
resolve_places() {
    wanted[pgdata]=${PGDATA:-/var/lib/postgresql/data}
    while [[ ${wanted[pgdata]} == ?*/ ]]; do
        wanted[pgdata]=${wanted[pgdata]%/}
    done
    wanted[staging]=${wanted[pgdata]}/.pgprov-new
    wanted[private]=/var/run/postgresql/.pgprov
    wanted[passfile]=${wanted[private]}/passfile
    wanted[major]=$PG_MAJOR
    wanted[other_config]=
}

# resolve_settings: POSTGRESQL_CONFIG_<name>; two underscores stand for the dot of a name that has one
resolve_settings() {
    local entry name
    settings=()
    while IFS= read -r -d '' entry; do
        name=${entry%%=*}
        [[ $name == POSTGRESQL_CONFIG_* ]] || continue
        name=${name#POSTGRESQL_CONFIG_}
        name=${name//__/.}
        name=${name,,}
        if [ -n "${settings[$name]+set}" ] && [ "${settings[$name]}" != "${entry#*=}" ]; then
            mistake "setting $name is given twice" "upper and lower case are the same to PostgreSQL"
        fi
        [ -z "$name" ] || settings[$name]=${entry#*=}
    done < <(env -0)
}

# truth TEXT: prints true or false for a Boolean as people write it, nothing for anything else
truth() {
    local word
    [[ $1 != *[$'\n\r']* ]] || return 0
    word=$(strip "${1,,}")
    case $word in
        true | yes | on | 1) echo true ;;
        false | no | off | 0) echo false ;;
    esac
}

# either_truth TEXT TEXT: prints true where one of two names of a variable says so
either_truth() {
    if [ "$(truth "$1")" = true ] || [ "$(truth "$2")" = true ]; then
        echo true
    else
        echo false
    fi
}

# whole TEXT: prints a whole number without leading zeros, and any other text as it is
whole() {
    if [[ $1 =~ ^[0-9]{1,18}$ ]]; then
        printf '%d' "$((10#$1))"
    else
        printf '%s' "$1"
    fi
}

# strip TEXT: prints it without blanks at its ends
strip() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# list TEXT: prints the items of a list with commas, one per line
list() {
    local item items=()
    IFS=, read -r -d '' -a items < <(printf '%s\0' "$1") || true
    for item in "${items[@]}"; do
        printf '%s\n' "$(strip "$item")"
    done
}

# slot_name APPNAME: prints the slot of an application name
slot_name() {
    local LC_ALL=C name=${1,,}
    printf '%s' "${name//[!a-z0-9_]/_}"
}

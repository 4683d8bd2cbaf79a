# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# The rules of the contract. All mistakes are found before any is told, and told before anything else is done.

declare -ga mistakes=() hints=()

# mistake MESSAGE [HINT]: notes what is wrong with the variables
mistake() {
    mistakes+=("$1")
    hints+=("${2:-}")
}

# invalid NAME VALUE RULE [HINT]: notes a value that breaks a rule; one with a line break is noted as such already
invalid() {
    [[ ${!1:-} == *[$'\n\r']* ]] || mistake "Invalid $1: $2 ($3)" "${4:-}"
}

# report_mistakes: tells all that was noted; fails if there was any
report_mistakes() {
    local i
    for i in "${!mistakes[@]}"; do
        log_error "${mistakes[i]}" "${hints[i]}"
    done
    [ ${#mistakes[@]} -eq 0 ]
}

# validate_ha_configuration: notes each mistake in the variables of the contract
validate_ha_configuration() {
    validate_lines
    validate_mode
    validate_excluded USE_PATRONI PATRONI_ENABLE Patroni
    validate_excluded USE_CITUS CITUS_ENABLE Citus
    validate_citus
    # with a misspelt HA_MODE too: what it hides now would be told at the next start only
    if [ "${wanted[mode]}" != standalone ]; then
        validate_role
        validate_user
        validate_numbers
        validate_hba
        validate_synchronous
        validate_appname
    fi
    validate_settings
    warn_near_names
    warn_zone
}

# validate_lines: values are one line of UTF-8 text
validate_lines() {
    local name value
    for name in "${native_variables[@]}" POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_HOST_AUTH_METHOD \
        POSTGRES_INITDB_WALDIR CITUS_ROLE PGDATA; do
        case $name in
            REPLICATION_PASSWORD) value=${wanted[replication_password]} ;;
            POSTGRES_PASSWORD) value=${wanted[superuser_password]} ;;
            POSTGRES_USER) value=${wanted[superuser]} ;;
            POSTGRES_DB) value=${wanted[database]} ;;
            *) value=${!name:-} ;;
        esac
        if [[ $value == *[$'\n\r']* ]]; then
            mistake "$name must not contain a line break"
        elif ! printf '%s' "$value" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
            mistake "$name must be UTF-8 text"
        fi
    done
}

# validate_mode: HA_MODE, and that a role comes with it
validate_mode() {
    case ${wanted[mode]} in
        native) ;;
        standalone)
            if [ -n "${wanted[ha_mode]}" ]; then
                invalid HA_MODE "${wanted[ha_mode]}" "must be native or unset"
            elif [ -n "${wanted[role]}" ]; then
                mistake "REPLICATION_ROLE is set, but HA_MODE is not" "set HA_MODE=native, or remove REPLICATION_ROLE"
            else
                warn_unused
            fi
            ;;
        *) invalid HA_MODE "${wanted[ha_mode]}" "must be native or unset" ;;
    esac
}

# warn_unused: warns of variables of replication that mean nothing without HA_MODE
warn_unused() {
    local name unused=()
    for name in "${native_variables[@]}" REPLICATION_PASSWORD_FILE; do
        case $name=${!name:-} in
            USE_* | *_ENABLE=* | PRIMARY_PORT=tcp://*) ;;
            *) [ -z "${!name:-}" ] || unused+=("$name") ;;
        esac
    done
    [ ${#unused[@]} -eq 0 ] ||
        log_warning "HA_MODE is not set, and without it these mean nothing: ${unused[*]}" \
            "for a replicating server set HA_MODE=native and REPLICATION_ROLE; for a standalone one remove them"
}

# warn_zone: warns of a TZ that is no time zone, which the C library takes for UTC under another name
warn_zone() {
    local zone=${TZ:-}
    zone=${zone#:}
    # or its rule by itself, such as CET-1CEST (POSIX, 8.3)
    [ -z "$zone" ] || [ -f "/usr/share/zoneinfo/${zone#/usr/share/zoneinfo/}" ] || [[ $zone =~ ^([A-Za-z]{3,}|<[^>]+>)[-+]?[0-9] ]] ||
        log_warning "TZ names no time zone that the image knows: $zone; times are in UTC" "a name such as Europe/Berlin"
}

# validate_excluded NAME OTHER_NAME MODE: a mode that excludes native replication, and that this image does not have
validate_excluded() {
    local name truth
    for name in "$1" "$2"; do
        truth=$(truth "${!name:-false}")
        [ -n "$truth" ] || {
            invalid "$name" "${!name}" "must be true or false"
            return 0
        }
    done
    if [ -n "${!1:-}" ] && [ -n "${!2:-}" ] && [ "$(truth "${!1}")" != "$(truth "${!2}")" ]; then
        mistake "$1=$(truth "${!1}") and $2=$(truth "${!2}") disagree" "they are two names of one variable; remove one"
    elif [ "$(either_truth "${!1:-}" "${!2:-}")" = false ]; then
        return 0
    elif [ "${wanted[mode]}" = native ]; then
        mistake "HA_MODE=native cannot be used with $1=true" "remove one of the two"
    else
        mistake "$1=true is not supported by this image yet" "it has no $3 mode; use HA_MODE=native, or a standalone server"
    fi
}

# validate_citus: the role of a node
validate_citus() {
    [ "${wanted[use_citus]}" = true ] || return 0
    case ${CITUS_ROLE:-coordinator} in
        standalone | coordinator | worker) ;;
        *) invalid CITUS_ROLE "$CITUS_ROLE" "must be standalone, coordinator or worker" ;;
    esac
}

# validate_role: REPLICATION_ROLE and what it needs
validate_role() {
    case ${wanted[role]} in
        primary | replica) ;;
        '') [ "${wanted[mode]}" != native ] || mistake "REPLICATION_ROLE must be set when HA_MODE=native" "set it to primary or replica" ;;
        *) invalid REPLICATION_ROLE "${wanted[role]}" "must be primary or replica" ;;
    esac
    if [ "${wanted[role]}" = replica ] && [ -z "${wanted[primary_host]}" ]; then
        mistake "PRIMARY_HOST must be set for replica role" "the name or address of the primary"
    fi
    if [ "${wanted[mode]}" = native ] && [ -z "${wanted[replication_password]}${unreadable[REPLICATION_PASSWORD]:-}" ]; then
        mistake "REPLICATION_PASSWORD must be set when HA_MODE=native" "or REPLICATION_PASSWORD_FILE"
    fi
}

# validate_user: REPLICATION_USER
validate_user() {
    local user=${wanted[replication_user]} rule=''
    if [[ $user == pg_* ]]; then
        rule='must not start with pg_'
    elif [ "$(bytes "$user")" -gt 63 ]; then
        rule='must be at most 63 bytes'
    elif [[ $user == public || $user == none || $user == postgres ]]; then
        rule='is a reserved name'
    elif [[ $user == *[[:cntrl:]]* ]]; then
        rule='must be without control characters'
    elif [ "$user" = "${wanted[superuser]}" ]; then
        rule='is the superuser, and a role of its own is needed'
    fi
    [ -z "$rule" ] || invalid REPLICATION_USER "$user" "$rule"
}

# validate_numbers: ports and times
validate_numbers() {
    local hint=
    [[ ${wanted[primary_port]} != tcp://* ]] ||
        hint="Kubernetes, and links of Docker, make this variable for a service called primary: enableServiceLinks: false, or set PRIMARY_PORT yourself"
    between "${wanted[primary_port]}" 1 65535 ||
        invalid PRIMARY_PORT "${wanted[primary_port]}" "must be a whole number from 1 to 65535" "$hint"
    between "${wanted[primary_wait_timeout]}" 1 31536000 ||
        invalid PRIMARY_WAIT_TIMEOUT "${wanted[primary_wait_timeout]}" "must be a whole number of seconds, at least 1"
}

# validate_hba: REPLICATION_HBA
validate_hba() {
    local word
    if [ "${wanted[hba]}" = members ]; then
        mistake "REPLICATION_HBA=members is not possible in a container" "it knows no other members: use any, or a list of CIDRs"
        return 0
    fi
    while IFS= read -r word; do
        if ! is_network "$word"; then
            invalid REPLICATION_HBA "$word" "must be any, members or a list of CIDRs"
            return 0
        fi
    done <<<"${wanted[hba]//,/$'\n'}"
}

# validate_synchronous: REPLICATION_SYNCHRONOUS_*
validate_synchronous() {
    local mode=${REPLICATION_SYNCHRONOUS_MODE:-false} count=${wanted[synchronous_count]} most=2147483647
    [ -n "$(truth "$mode")" ] || invalid REPLICATION_SYNCHRONOUS_MODE "$mode" "must be true or false"
    if [ -n "${wanted[synchronous_standby_names]}" ] && [ "${wanted[synchronous_standbys]}" != any ]; then
        most=${wanted[synchronous_standbys]}
    fi
    between "$count" 1 "$most" ||
        invalid REPLICATION_SYNCHRONOUS_COUNT "$count" "must be a whole number from 1 up to the number of standbys"
}

# validate_appname: REPLICATION_APPNAME
validate_appname() {
    local LC_ALL=C name=${wanted[appname]}
    if [ ${#name} -gt 63 ] || [[ $name == *[!\ -~]* ]]; then
        invalid REPLICATION_APPNAME "$name" "must be printable ASCII, at most 63 bytes"
    elif [ -z "${REPLICATION_APPNAME:-}" ] && [ "${wanted[role]}" = replica ] && [[ $name =~ ^[0-9a-f]{12}$ ]]; then
        log_warning "this replica is known by its container id, $name: the next container is another one, and this one's slot stays" \
            "give the container a host name, or set REPLICATION_APPNAME"
    fi
}

# bytes TEXT: prints how many bytes it has
bytes() {
    local LC_ALL=C
    printf '%d' "${#1}"
}

# between TEXT LEAST MOST: whether it is a whole number within bounds
between() {
    [[ $1 =~ ^[0-9]{1,18}$ ]] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

# is_network TEXT: whether it is an address with the length of its prefix
is_network() {
    [[ $1 == */* ]] || return 1
    local address=${1%%/*} length=${1#*/}
    if is_version4 "$address"; then
        between "$length" 0 32
    else
        is_version6 "$address" && between "$length" 0 128
    fi
}

# is_version4 TEXT: whether it is an IPv4 address
is_version4() {
    local part
    [[ $1 =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}$ ]] || return 1
    for part in ${1//./ }; do
        [ "$part" -le 255 ] || return 1
    done
}

# is_version6 TEXT: whether it is an IPv6 address
is_version6() {
    local before after
    if [[ $1 != *::* ]]; then
        [ "$(groups "$1")" -eq 8 ]
        return
    fi
    [[ ${1#*::} != *::* && $1 != *:::* ]] || return 1
    before=$(groups "${1%%::*}")
    after=$(groups "${1#*::}")
    [ "$before" -ge 0 ] && [ "$after" -ge 0 ] && [ $((before + after)) -le 7 ]
}

# groups TEXT: prints how many groups of 16 bits a part of an IPv6 address has, -1 where one is wrong
groups() {
    local rest=$1 part count=0
    while [ -n "$rest" ]; do
        part=${rest%%:*}
        if [ "$part" = "$rest" ] && is_version4 "$part"; then
            count=$((count + 2))
            break
        fi
        [[ $part =~ ^[0-9A-Fa-f]{1,4}$ && $rest != *: ]] || {
            echo -1
            return
        }
        count=$((count + 1))
        [ "$part" != "$rest" ] || break
        rest=${rest#*:}
    done
    echo "$count"
}

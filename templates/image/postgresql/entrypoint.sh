#!/usr/bin/env bash
# What the container runs: settles what the variables mean, makes the data directory what they ask for, and runs the server.
set -Eeuo pipefail

scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")/entrypoint.d/scripts
# shellcheck source=entrypoint.d/scripts/utils/logging.sh
. "$scripts/utils/logging.sh"
# shellcheck source=entrypoint.d/scripts/utils/variables.sh
. "$scripts/utils/variables.sh"
# shellcheck source=entrypoint.d/scripts/utils/secrets.sh
. "$scripts/utils/secrets.sh"
# shellcheck source=entrypoint.d/scripts/utils/validation.sh
. "$scripts/utils/validation.sh"
# shellcheck source=entrypoint.d/scripts/utils/settings.sh
. "$scripts/utils/settings.sh"
# shellcheck source=entrypoint.d/scripts/utils/near_names.sh
. "$scripts/utils/near_names.sh"
# shellcheck source=entrypoint.d/scripts/utils/sql.sh
. "$scripts/utils/sql.sh"
# shellcheck source=entrypoint.d/scripts/init/locks.sh
. "$scripts/init/locks.sh"
# shellcheck source=entrypoint.d/scripts/init/01-directories.sh
. "$scripts/init/01-directories.sh"
# shellcheck source=entrypoint.d/scripts/init/02-database.sh
. "$scripts/init/02-database.sh"
# shellcheck source=entrypoint.d/scripts/init/03-config.sh
. "$scripts/init/03-config.sh"
# shellcheck source=entrypoint.d/scripts/init/04-replication.sh
. "$scripts/init/04-replication.sh"
# shellcheck source=entrypoint.d/scripts/init/promotion.sh
. "$scripts/init/promotion.sh"
# shellcheck source=entrypoint.d/scripts/runtime/startup.sh
. "$scripts/runtime/startup.sh"
# shellcheck source=entrypoint.d/scripts/runtime/shutdown.sh
. "$scripts/runtime/shutdown.sh"

# main [COMMAND] [ARGUMENT...]: `postgres` or nothing before options is our server; any other command is run as it is
main() {
    [[ ${1:-} != -* ]] || set -- postgres "$@"
    if [ "${1:-postgres}" != postgres ] || asks_only "$@"; then
        exec "$@"
    fi
    [ $# -eq 0 ] || shift
    umask 077
    # connections of our own take nothing from these; PGSSLMODE and its like stay
    unset PGHOST PGHOSTADDR PGUSER PGPASSWORD PGPASSFILE PGDATABASE PGSERVICE PGOPTIONS PGTARGETSESSIONATTRS PGCLIENTENCODING PGREQUIREPEER
    watch_signals
    validate "$@"
    forget_secrets
    set -m # children in process groups of their own: a signal to all of a group reaches what it has started
    prepare_directories
    prepare setup_database "${arguments[@]}"
    run_server "${arguments[@]}"
}

# asks_only ARGUMENT...: whether the server is only asked for its version, its options or a value
asks_only() {
    local word
    for word in "$@"; do
        case $word in
            -\? | --help | -V | --version | --describe-config | -C | --single | --boot | --check) return 0 ;;
        esac
    done
    return 1
}

# validate ARGUMENT...: settles what variables and arguments mean, tells all mistakes at once, and changes nothing
validate() {
    resolve_variables
    validate_ha_configuration
    read_arguments "$@"
    validate_directories
    validate_initdb
    validate_values
    report_mistakes
    refuse_misfit "$(data_state)"
}

main "$@"

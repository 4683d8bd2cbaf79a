#!/usr/bin/env bash
# What the engine asks every few seconds: whether the server is what the container is for. Says why not on standard output; needs no password.
set -euo pipefail
unset PGHOST PGHOSTADDR PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS PGTARGETSESSIONATTRS PGREQUIREPEER PGCHANNELBINDING PGSSLMODE

# healthcheck: fails with the reason where the server does not accept connections or has the wrong role
healthcheck() {
    local lines=() port socket state user
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        unhealthy "the cluster is still being made$(progress)"
    fi
    # see refuse_foreign_server
    [ ! -e /var/run/postgresql/.pgprov/looking ] || unhealthy "looking whether a server of another image still runs here"
    mapfile -t lines 2>/dev/null <"$PGDATA/postmaster.pid" || unhealthy "the server does not run"
    port=${lines[3]:-} socket=${lines[4]:-}
    [ -n "$socket" ] || socket=127.0.0.1
    [ -n "$port" ] || unhealthy "the server is starting"
    # a name that exists: others are complained of in the server's log
    user=$(sed -n 's/^# superuser: //p' "$PGDATA/pgprov.conf" 2>/dev/null) || true # another config_file: there is none
    pg_isready -q -d template1 -t 3 -U "${user:-postgres}" -h "$socket" -p "$port" || unhealthy "the server does not accept connections"
    state=$(LC_ALL=C pg_controldata -D "$PGDATA" | sed -n 's/^Database cluster state: *//p')
    case ${HA_MODE:+${REPLICATION_ROLE:-}}:$state in
        replica:'in archive recovery')
            # written by watch_upstream
            [ ! -s /var/run/postgresql/.pgprov/upstream ] || unhealthy "replica, not streaming$(told ': %s' upstream)"
            echo "replica, $(receiver "$socket" "$port" "$user")"
            ;;
        replica:*) unhealthy "this is to be a replica, and it is $state: it was promoted$(told '; %s' upstream)" ;;
        *:'in archive recovery') unhealthy "the server is in recovery" ;;
        primary:*) echo "primary, accepts connections$(waiting "$socket" "$port" "$user")$(told '; %s' upstream)" ;;
        *) echo "standalone, accepts connections" ;;
    esac
}

# unhealthy REASON: says it and ends
unhealthy() {
    echo "$1"
    exit 1
}

# progress: prints how much of a base backup is there
progress() {
    [ ! -d "$PGDATA/.pgprov-new/data" ] || du -sm "$PGDATA/.pgprov-new/data" 2>/dev/null | sed 's/^\([0-9]*\).*/ (\1 MB so far)/'
}

# told FORMAT FILE: prints what watch_upstream has left in a file, if anything
told() {
    local text
    text=$(cat "/var/run/postgresql/.pgprov/$2" 2>/dev/null) || return 0
    # shellcheck disable=SC2059  # a format of ours
    [ -z "$text" ] || printf "$1" "$text"
}

# ask SOCKET PORT SUPERUSER SQL: prints what the server answers, if it does
ask() {
    PGCONNECT_TIMEOUT=2 psql -X -q -A -t -w -h "$1" -p "$2" -U "$3" -d template1 -c "$4" 2>/dev/null || true
}

# receiver SOCKET PORT SUPERUSER: prints whether WAL streams in; that a primary is away makes no replica unhealthy
receiver() {
    local status
    status=$(ask "$@" "SELECT status || ' from ' || sender_host || ':' || sender_port FROM pg_stat_wal_receiver")
    echo "${status:-not streaming$(told ': %s' away)}"
}

# waiting SOCKET PORT SUPERUSER: prints so where commits wait for standbys that are away; it makes no primary unhealthy, as a restart does not bring them
waiting() {
    ask "$@" "SELECT format('; but commits wait: %s of %s synchronous standbys stream', there, needed) FROM (
        SELECT count(*) AS there, coalesce(substring(lower(current_setting('synchronous_standby_names')) FROM '^ *(?:any|first)? *([0-9]+) *[(]')::int, 1) AS needed
        FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')) AS standbys
        WHERE there < needed AND current_setting('synchronous_standby_names') <> '' AND current_setting('synchronous_commit') NOT IN ('off', 'local')"
}

healthcheck

# shellcheck shell=bash disable=SC2154  # variables.sh declares what all share
# Promotion: of a standby whose variables are gone, and what it means to the primary that was there before: there may be two now.

# refuse_former_primary: ends the start of a primary where PRIMARY_HOST, which it does not need, names the one that has taken its place
refuse_former_primary() {
    local primary="${wanted[primary_host]}:${wanted[primary_port]}" system timeline ours
    [ -n "${wanted[primary_host]}" ] || return 0
    write_passfile
    IFS='|' read -r system timeline _ < <(ask_primary IDENTIFY_SYSTEM 2>/dev/null) || return 0
    [ "$system" = "$(control_value "${wanted[pgdata]}" 'Database system identifier')" ] || return 0
    ours=$(control_value "${wanted[pgdata]}" "Latest checkpoint's TimeLineID")
    if [ "$timeline" -gt "$ours" ] && takes_writes; then
        die "${wanted[pgdata]} is that of a former primary, on timeline $ours: $primary is the primary now, on timeline $timeline" \
            "it is left as it is; to make it a replica set REPLICATION_ROLE=replica and give it an empty volume"
    fi
}

# takes_writes: whether the server at PRIMARY_HOST is one that does, which no standby is
takes_writes() {
    [ "$(ask_primary 'SHOW transaction_read_only' 2>/dev/null)" = off ]
}

# say_if_two PRIMARY SYSTEM_IDENTIFIER: prints so where this server takes writes, and the one at PRIMARY_HOST does too, which is another of the same
# cluster: since one of the two was promoted, their timelines differ; names may be alike, or say nothing
say_if_two() {
    local system timeline ours
    IFS='|' read -r system timeline _ < <(ask_primary IDENTIFY_SYSTEM 2>/dev/null) || return 0
    ours=$(own_timeline)
    [ "$system" = "$2" ] && [ -n "$ours" ] && [ "$timeline" != "$ours" ] && takes_writes || return 0
    echo "two primaries of one cluster: this server takes writes, and so does $1; stop the one that is not to be it, and keep its data until they are compared"
}

# own_timeline: prints that on which this server writes; nothing where it does not. The control file may lag behind a promotion.
own_timeline() {
    sql_run "$socket" "$port" "$superuser" 2>/dev/null <<<"SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int WHERE NOT pg_is_in_recovery()"
}

# promote_standby SERVER_ARGUMENT...: ends standby mode, because the variables that asked for it are gone
promote_standby() {
    local pgdata=${wanted[pgdata]}
    log_warning "HA_MODE is not set, but $pgdata is that of a standby: promoting it to a standalone server, on a new timeline"
    log_warning "a container cannot see other servers: if the former primary still runs, there are two servers now that go their own ways"
    configure_postgresql "$pgdata" "$@"
    record_start
    start_temporary "$pgdata" "$@"
    pg_ctl promote -D "$pgdata" -W -s || die "the standby could not be promoted"
    await_temporary 'the end of recovery' is_in_production
    stop_temporary
    [ ! -e "$pgdata/standby.signal" ] || die "the standby is not promoted"
    sed 's/^# role: .*/# role: standalone/' "$pgdata/$managed_name" | put_file "$pgdata/$managed_name"
    log_warning "promoted: this is a standalone server now"
}

# is_in_production: whether the server has ended recovery
is_in_production() {
    [ "$(control_value "${wanted[pgdata]}" 'Database cluster state')" = 'in production' ]
}

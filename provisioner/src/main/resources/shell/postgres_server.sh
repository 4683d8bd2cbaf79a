# The PostgreSQL instance of a host as it is: data directory, process, and a base backup under way.
# Answers are lines of KEY=VALUE; a value goes to the end of its line, and fields within one are separated by TAB.
# needs: sql container_server postgres_control postgres_clone
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets the pg_* variables

# postgres_server_probe: prints everything known about the instance; changes nothing, starts nothing
postgres_server_probe() {
    server_mount=no
    if [ -d "$pg_data_dir" ] && mountpoint -q "$pg_data_dir"; then
        server_mount=yes
    fi
    postgres_clone_show
    postgres_server_data
    postgres_server_ping
}

# postgres_server_data: prints what stands where the data directory is wanted
postgres_server_data() {
    if [ ! -e "$pg_data_dir" ] && [ ! -L "$pg_data_dir" ]; then
        echo data=missing
    elif [ ! -d "$pg_data_dir" ]; then
        printf 'data=foreign\nentry=%s\n' "(it is not a directory)"
    elif [ -e "$pg_data_dir/PG_VERSION" ]; then
        postgres_control_show
    else
        postgres_server_list
    fi
}

# postgres_server_list: prints whether a directory without PG_VERSION is empty, or its first entries
postgres_server_list() {
    server_found=
    for server_entry in "$pg_data_dir"/* "$pg_data_dir"/.[!.]* "$pg_data_dir"/..?*; do
        if [ ! -e "$server_entry" ] && [ ! -L "$server_entry" ]; then
            continue
        fi
        case ${server_entry##*/} in
        lost+found) continue ;;
        .pgprov-new)
            if [ "$server_mount" = yes ] || [ -n "$pg_engine" ]; then
                continue
            fi
            ;;
        esac
        server_found="$server_found$(printf 'entry=%s' "${server_entry##*/}" | tr '\n' '?')
"
        if [ "${#server_found}" -gt 400 ]; then
            break
        fi
    done
    # entries of a mount point that a recorded clone is being moved into are that clone's
    if [ -z "$server_found" ] || [ "$server_moving" = yes ]; then
        printf 'data=empty\nmount=%s\n' "$server_mount"
    else
        printf 'data=foreign\n%s' "$server_found"
    fi
}

# postgres_server_ping: prints whether the server runs, and what it says about itself
postgres_server_ping() {
    if [ -n "$pg_engine" ]; then
        postgres_server_knock
        return
    fi
    if [ ! -x "$pg_bin_dir/pg_isready" ]; then
        postgres_server_absent
        return
    fi
    "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5
    case $? in
    0 | 1) postgres_server_ask ;;
    *) postgres_server_absent ;;
    esac
}

# postgres_server_knock: the same of a server in a container
postgres_server_knock() {
    if ! engine_running; then
        postgres_server_stray
        return
    fi
    as_postgres "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5 </dev/null
    case $? in
    0 | 1) postgres_server_ask ;;
    *) printf 'process=silent\nreason=%s\n' "the container runs, and its server does not answer on port $pg_port: $(container_server_said 1)" ;;
    esac
}

# postgres_server_absent: nothing answers on the port: the server is down, or it runs and does not answer there
postgres_server_absent() {
    server_pid=
    server_running_port=
    if [ -r "$pg_data_dir/postmaster.pid" ]; then
        {
            read -r server_pid
            read -r _
            read -r _
            read -r server_running_port
        } <"$pg_data_dir/postmaster.pid"
    fi
    server_name=
    if [ -n "$server_pid" ] && [ -r "/proc/$server_pid/comm" ]; then
        read -r server_name <"/proc/$server_pid/comm"
    fi
    case $server_name in
    postgres*)
        if [ "$server_running_port" = "$pg_port" ]; then
            printf 'process=silent\nreason=%s\n' "process $server_pid runs and does not answer on port $pg_port"
        else
            printf 'process=silent\nreason=%s\n' "process $server_pid runs on port $server_running_port, not on $pg_port"
        fi
        ;;
    *) postgres_server_stray ;;
    esac
}

# postgres_server_stray: prints that the server is down, unless somebody else has one in its data directory: a container's, a host's, or
# that of a container whose engine has ended without it
postgres_server_stray() {
    if server_pid=$(container_server_worker); then
        printf 'process=silent\nreason=%s\n' "process $server_pid of a server that cannot be asked works in $pg_data_dir"
    else
        echo process=down
    fi
}

# postgres_server_ask: prints what the server says, in one session
postgres_server_ask() {
    if sql_run <<'SQL' >"$scratch/server" 2>"$scratch/server.err"; then
set search_path = pg_catalog;
select 'data_directory=' || current_setting('data_directory');
select 'server_version_num=' || current_setting('server_version_num');
select 'system_identifier=' || system_identifier from pg_control_system();
select 'started_at=' || pg_postmaster_start_time();
select 'database_bytes=' || coalesce(sum(pg_database_size(oid)), 0) from pg_database where datconnlimit <> -2;
select 'in_recovery=' || pg_is_in_recovery();
select 'timeline=' || case when pg_is_in_recovery()
  then coalesce((select received_tli from pg_stat_wal_receiver where status = 'streaming'),
    nullif((select min_recovery_end_timeline from pg_control_recovery()), 0),
    (select timeline_id from pg_control_checkpoint()))
  else ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int end;
select 'lsn=' || case when pg_is_in_recovery()
  then coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_lsn() end;
select 'replay_paused=' || case when pg_is_in_recovery() then pg_is_wal_replay_paused() else false end;
select 'setting=' || name || E'\t' || current_setting(name) from unnest(array['max_connections', 'max_worker_processes',
  'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction']) name;
select 'receiver=' || status || E'\t' || translate(coalesce(sender_host, ''), E'\t\n', '??') || E'\t'
  || coalesce(sender_port, 0) || E'\t' || coalesce(slot_name, '') from pg_stat_wal_receiver where status is not null;
select 'sender=' || translate(coalesce(r.application_name, ''), E'\t\n', '??') || E'\t'
  || coalesce(host(r.client_addr), '') || E'\t' || coalesce(r.state, '') || E'\t' || coalesce(r.sync_state, '') || E'\t'
  || coalesce(r.replay_lsn, '0/0') || E'\t'
  || greatest(coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
       else pg_current_wal_lsn() end, coalesce(r.replay_lsn, r.flush_lsn, r.sent_lsn)), 0), 0)::bigint || E'\t'
  || coalesce(s.slot_name, '')
  from pg_stat_replication r left join pg_replication_slots s on s.active_pid = r.pid order by r.pid;
SQL
        postgres_server_own
    else
        printf 'process=silent\nreason=%s\n' "$(tail -n 1 "$scratch/server.err")"
    fi
}

# postgres_server_own: prints the answers of the server, unless it is another one that has taken the port
postgres_server_own() {
    IFS= read -r server_answer <"$scratch/server"
    server_directory=${server_answer#data_directory=}
    if [ "$server_directory" = "$pg_data_dir" ] || [ "$(readlink -f "$server_directory")" = "$(readlink -f "$pg_data_dir")" ]; then
        echo process=up
        cat "$scratch/server"
        : >"$scratch/answers"
    else
        printf 'process=silent\nreason=%s\n' "another server, with data directory $server_directory, answers on port $pg_port"
    fi
}

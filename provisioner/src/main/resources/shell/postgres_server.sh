# The PostgreSQL instance of a host as it is: data directory, process, and a base backup under way.
# Answers are lines of KEY=VALUE; a value goes to the end of its line, and fields within one are separated by TAB.
# needs: sql container
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets the pg_* variables

# postgres_server_probe: prints everything known about the instance; changes nothing, starts nothing
postgres_server_probe() {
    server_mount=no
    if [ -d "$pg_data_dir" ] && mountpoint -q "$pg_data_dir"; then
        server_mount=yes
    fi
    postgres_server_clone
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
        postgres_server_control
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

# postgres_server_control: prints the control file of a data directory, with the program of its own version
postgres_server_control() {
    IFS= read -r server_version <"$pg_data_dir/PG_VERSION" || :
    printf 'data=cluster\nversion=%s\n' "$server_version"
    if [ -e "$pg_data_dir/standby.signal" ]; then
        echo standby_signal=yes
    fi
    if [ -n "$pg_engine" ]; then
        if container_knows; then
            echo configured=yes
        fi
        postgres_server_decode "$pg_data_dir/global/pg_control"
        return
    fi
    if [ -e "$pg_config_file" ]; then
        echo configured=yes
    fi
    server_bin=$pg_bin_dir
    if [ "$server_version" != "$pg_version" ]; then
        server_bin=${pg_bin_dir%"$pg_version"*}$server_version${pg_bin_dir##*"$pg_version"}
    fi
    if [ ! -x "$server_bin/pg_controldata" ]; then
        printf 'unreadable=%s\n' "PostgreSQL $server_version is not installed: there is no $server_bin/pg_controldata"
        return
    fi
    # a running server may be writing the file: a checksum that is wrong once is asked for again
    for _ in 1 2 3; do
        server_control=$("$server_bin/pg_controldata" -D "$pg_data_dir" 2>&1)
        server_status=$?
        case $server_control in
        *WARNING*) server_status=1 ;;
        esac
        if [ "$server_status" -eq 0 ]; then
            printf '%s\n' "$server_control" | sed -e 's/^/control=/'
            return
        fi
    done
    printf 'unreadable=%s\n' "$(printf '%s' "$server_control" | head -n 1)"
}

# postgres_server_decode FILE: prints of a control file what pg_controldata would, in its words: the program is in an image, and neither that
# nor the engine may be there to run it. The layout is the same from version 13 to 17 (src/include/catalog/pg_control.h)
postgres_server_decode() {
    server_version=$(od -A n -t u4 -j 8 -N 4 "$1" 2>/dev/null)
    case ${server_version##* } in
    1300 | 1700) ;;
    *)
        postgres_server_program
        return
        ;;
    esac
    case $(($(od -A n -t u4 -j 16 -N 4 "$1"))) in
    0) server_state='starting up' ;;
    1) server_state='shut down' ;;
    2) server_state='shut down in recovery' ;;
    3) server_state='shutting down' ;;
    4) server_state='in crash recovery' ;;
    5) server_state='in archive recovery' ;;
    6) server_state='in production' ;;
    *) server_state='unrecognized status code' ;;
    esac
    printf 'control=%s: %s\n' 'Database system identifier' "$(od -A n -t u8 -N 8 "$1" | tr -d ' ')" \
        'Database cluster state' "$server_state" \
        'Latest checkpoint location' "$(postgres_server_position "$1" 32)" \
        "Latest checkpoint's TimeLineID" "$(($(od -A n -t u4 -j 48 -N 4 "$1")))" \
        'Minimum recovery ending location' "$(postgres_server_position "$1" 136)" \
        'max_connections setting' "$(($(od -A n -t u4 -j 180 -N 4 "$1")))" \
        'max_worker_processes setting' "$(($(od -A n -t u4 -j 184 -N 4 "$1")))" \
        'max_wal_senders setting' "$(($(od -A n -t u4 -j 188 -N 4 "$1")))" \
        'max_prepared_xacts setting' "$(($(od -A n -t u4 -j 192 -N 4 "$1")))" \
        'max_locks_per_xact setting' "$(($(od -A n -t u4 -j 196 -N 4 "$1")))"
}

# postgres_server_program: prints the control file by the image's own program, in a container that can change nothing
postgres_server_program() {
    if server_control=$(prelude_bounded 300 run --rm --pull never --network none -e LC_ALL=C \
        --mount "type=bind,source=$pg_data_dir,target=$pg_data_dir,readonly" \
        --entrypoint "$pg_bin_dir/pg_controldata" "$pg_image" -D "$pg_data_dir" 2>&1 </dev/null); then
        printf '%s\n' "$server_control" | sed -e 's/^/control=/'
    else
        printf 'unreadable=%s\n' "$(printf '%s' "$server_control" | tail -n 1)"
    fi
}

# postgres_server_position FILE OFFSET: prints the position in the WAL that is there, as PostgreSQL writes it
postgres_server_position() {
    server_lsn=$(($(od -A n -t u8 -j "$2" -N 8 "$1")))
    printf '%X/%X\n' $((server_lsn >> 32)) $((server_lsn & 0xFFFFFFFF))
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
    if ! prelude_running; then
        postgres_server_stray
        return
    fi
    as_postgres "$pg_bin_dir/pg_isready" -q -h "$pg_socket_dir" -p "$pg_port" -t 5 </dev/null
    case $? in
    0 | 1) postgres_server_ask ;;
    *) printf 'process=silent\nreason=%s\n' "the container runs, and its server does not answer on port $pg_port: $(container_said 1)" ;;
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
    if server_pid=$(prelude_worker); then
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

# postgres_server_clone: prints the state of a base backup: its record, its staging directory and its process
postgres_server_clone() {
    server_moving=no
    if [ -n "$pg_engine" ]; then
        postgres_server_staging
        return
    fi
    server_record=/var/lib/pgprov/clone-$pg_version-$pg_instance
    server_staging=$pg_data_dir.pgprov-new
    if [ "$server_mount" = yes ]; then
        server_staging=$pg_data_dir/.pgprov-new
    fi
    server_unit=pgprov-clone-$pg_version-$pg_instance.service
    server_clone_pid=
    server_clone_start=
    server_clone_boot=
    if [ -r "$server_record" ]; then
        echo clone_record=yes
        while IFS='=' read -r server_key server_value; do
            case $server_key in
            staging)
                printf 'clone_recorded=%s\n' "$server_value"
                if [ "$server_value" = "$pg_data_dir/.pgprov-new" ] && [ -d "$server_value" ]; then
                    server_moving=$server_mount
                fi
                ;;
            boot_id) server_clone_boot=$server_value ;;
            pid) server_clone_pid=$server_value ;;
            pid_start) server_clone_start=$server_value ;;
            moving)
                server_moving=$server_mount
                printf 'clone_moving=%s\n' "$server_value"
                ;;
            esac
        done <"$server_record"
        IFS= read -r server_boot </proc/sys/kernel/random/boot_id
        if [ "$server_clone_boot" != "$server_boot" ]; then
            echo clone_rebooted=yes
        fi
    elif [ ! -e "$server_staging" ]; then
        return
    fi
    if [ -e "$server_staging" ]; then
        printf 'clone_staging=%s\n' "$server_staging"
        if [ -e "$server_staging/backup_manifest" ]; then
            echo clone_manifest=yes
        fi
        server_bytes=$(timeout -s KILL 20 du -s -B 1 -- "$server_staging" 2>/dev/null | cut -f 1)
        printf 'clone_bytes=%s\n' "${server_bytes:-0}"
    fi
    postgres_server_trace
}

# postgres_server_staging: the same of a container, which makes a base backup when it starts, and begins anew where that was interrupted
postgres_server_staging() {
    server_staging=$pg_data_dir/.pgprov-new
    if [ ! -f "$server_staging/marker" ]; then
        return
    fi
    if grep -q -x state=moving "$server_staging/marker"; then
        server_moving=yes
    fi
    if grep -q -x kind=clone "$server_staging/marker" && prelude_running; then
        printf 'clone_staging=%s\nclone_recorded=%s\nclone_alive=yes\nclone_bytes=%s\n' "$server_staging" "$server_staging" \
            "$(container_bytes)"
    fi
}

# postgres_server_trace: prints what is known of the process that makes the base backup
postgres_server_trace() {
    if [ "$has_systemd" = true ]; then
        systemctl show -p ActiveState -p SubState -p Result -p ExecMainStatus "$server_unit" | sed -e 's/^/clone_unit_/'
    elif [ -n "$server_clone_pid" ] && [ "$server_clone_boot" = "$server_boot" ] && [ -r "/proc/$server_clone_pid/stat" ]; then
        # field 22, counted behind the name, which may hold blanks (proc(5))
        server_started=$(sed -e 's/^.*) //' "/proc/$server_clone_pid/stat" | awk '$1 != "Z" { print $20 }')
        if [ -n "$server_started" ] && [ "$server_started" = "$server_clone_start" ]; then
            echo clone_alive=yes
        fi
    fi
}

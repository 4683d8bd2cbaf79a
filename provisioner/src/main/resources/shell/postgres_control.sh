# The control file of the data directory, whether its server runs or not. Answers are as those of postgres_server.
# needs: container_data
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# postgres_control_show: prints the control file of a data directory, and what says whose it is
postgres_control_show() {
    IFS= read -r server_version <"$pg_data_dir/PG_VERSION" || :
    printf 'data=cluster\nversion=%s\n' "$server_version"
    if [ -e "$pg_data_dir/standby.signal" ]; then
        echo standby_signal=yes
    fi
    if [ -n "$pg_engine" ]; then
        if container_data_known; then
            echo configured=yes
        fi
        postgres_control_decode "$pg_data_dir/global/pg_control"
        return
    fi
    if [ -e "$pg_config_file" ]; then
        echo configured=yes
    fi
    postgres_control_run
}

# postgres_control_run: prints the control file by the program of its own version
postgres_control_run() {
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

# postgres_control_decode FILE: prints of a control file what pg_controldata would, in its words: the program is in an image, and neither that
# nor the engine may be there to run it. The layout is the same from version 13 to 17 (src/include/catalog/pg_control.h)
postgres_control_decode() {
    server_version=$(od -A n -t u4 -j 8 -N 4 "$1" 2>/dev/null)
    case ${server_version##* } in
    1300 | 1700) ;;
    *)
        postgres_control_program
        return
        ;;
    esac
    printf 'control=%s: %s\n' 'Database system identifier' "$(od -A n -t u8 -N 8 "$1" | tr -d ' ')" \
        'Database cluster state' "$(postgres_control_state "$(postgres_control_number "$1" 16)")" \
        'Latest checkpoint location' "$(postgres_control_position "$1" 32)" \
        "Latest checkpoint's TimeLineID" "$(postgres_control_number "$1" 48)" \
        'Minimum recovery ending location' "$(postgres_control_position "$1" 136)" \
        'max_connections setting' "$(postgres_control_number "$1" 180)" \
        'max_worker_processes setting' "$(postgres_control_number "$1" 184)" \
        'max_wal_senders setting' "$(postgres_control_number "$1" 188)" \
        'max_prepared_xacts setting' "$(postgres_control_number "$1" 192)" \
        'max_locks_per_xact setting' "$(postgres_control_number "$1" 196)"
}

# postgres_control_number FILE OFFSET: prints the number of four bytes that is there
postgres_control_number() {
    echo "$(($(od -A n -t u4 -j "$2" -N 4 "$1")))"
}

# postgres_control_state NUMBER: prints the state of a cluster, as pg_controldata does
postgres_control_state() {
    case $1 in
    0) echo 'starting up' ;;
    1) echo 'shut down' ;;
    2) echo 'shut down in recovery' ;;
    3) echo 'shutting down' ;;
    4) echo 'in crash recovery' ;;
    5) echo 'in archive recovery' ;;
    6) echo 'in production' ;;
    *) echo 'unrecognized status code' ;;
    esac
}

# postgres_control_program: prints the control file by the image's own program, in a container that can change nothing
postgres_control_program() {
    if server_control=$(engine_bounded 300 run --rm --pull never --network none -e LC_ALL=C \
        --mount "type=bind,source=$pg_data_dir,target=$pg_data_dir,readonly" \
        --entrypoint "$pg_bin_dir/pg_controldata" "$pg_image" -D "$pg_data_dir" 2>&1 </dev/null); then
        printf '%s\n' "$server_control" | sed -e 's/^/control=/'
    else
        printf 'unreadable=%s\n' "$(printf '%s' "$server_control" | tail -n 1)"
    fi
}

# postgres_control_position FILE OFFSET: prints the position in the WAL that is there, as PostgreSQL writes it
postgres_control_position() {
    server_lsn=$(($(od -A n -t u8 -j "$2" -N 8 "$1")))
    printf '%X/%X\n' $((server_lsn >> 32)) $((server_lsn & 0xFFFFFFFF))
}

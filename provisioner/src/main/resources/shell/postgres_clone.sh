# A base backup of this instance that is under way, or was cut off. Answers are as those of postgres_server.
# needs: container_server
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables are shared with the prelude and postgres_server.sh

# postgres_clone_show: prints the state of a base backup: its record, its staging directory and its process. Sets server_moving: the mount
# point holds entries of a recorded clone
postgres_clone_show() {
    server_moving=no
    if [ -n "$pg_engine" ]; then
        postgres_clone_inside
        return
    fi
    server_record=/var/lib/pgprov/clone-$pg_version-$pg_instance
    server_staging=$pg_data_dir.pgprov-new
    if [ "$server_mount" = yes ]; then
        server_staging=$pg_data_dir/.pgprov-new
    fi
    server_clone_pid=
    server_clone_start=
    server_clone_boot=
    if [ -r "$server_record" ]; then
        postgres_clone_recorded
    elif [ ! -e "$server_staging" ]; then
        return
    fi
    if [ -e "$server_staging" ]; then
        postgres_clone_staging
    fi
    postgres_clone_trace
}

# postgres_clone_recorded: prints what the record says
postgres_clone_recorded() {
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
}

# postgres_clone_staging: prints what is in the staging directory
postgres_clone_staging() {
    printf 'clone_staging=%s\n' "$server_staging"
    if [ -e "$server_staging/backup_manifest" ]; then
        echo clone_manifest=yes
    fi
    server_bytes=$(timeout -s KILL 20 du -s -B 1 -- "$server_staging" 2>/dev/null | cut -f 1)
    printf 'clone_bytes=%s\n' "${server_bytes:-0}"
}

# postgres_clone_inside: the same of a container, which makes a base backup when it starts, and begins anew where that was interrupted
postgres_clone_inside() {
    server_staging=$pg_data_dir/.pgprov-new
    if [ ! -f "$server_staging/marker" ]; then
        return
    fi
    if grep -q -x state=moving "$server_staging/marker"; then
        server_moving=yes
    fi
    if grep -q -x kind=clone "$server_staging/marker" && engine_running; then
        printf 'clone_staging=%s\nclone_recorded=%s\nclone_alive=yes\nclone_bytes=%s\n' "$server_staging" "$server_staging" \
            "$(container_server_bytes)"
    fi
}

# postgres_clone_trace: prints what is known of the process that makes the base backup
postgres_clone_trace() {
    if [ "$has_systemd" = true ]; then
        systemctl show -p ActiveState -p SubState -p Result -p ExecMainStatus "pgprov-clone-$pg_version-$pg_instance.service" | sed -e 's/^/clone_unit_/'
    elif [ -n "$server_clone_pid" ] && [ "$server_clone_boot" = "$server_boot" ] && [ -r "/proc/$server_clone_pid/stat" ]; then
        # field 22, counted behind the name, which may hold blanks (proc(5))
        server_started=$(sed -e 's/^.*) //' "/proc/$server_clone_pid/stat" | awk '$1 != "Z" { print $20 }')
        if [ -n "$server_started" ] && [ "$server_started" = "$server_clone_start" ]; then
            echo clone_alive=yes
        fi
    fi
}

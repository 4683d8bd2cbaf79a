# The container of the PostgreSQL instance: what it is like, and how it is made, started, and replaced by another one.
#
# A container is replaced in steps, each of which leaves what a later run can go on from: the one that is there is stopped and renamed to
# NAME-former, the new one is made and started, and NAME-former is removed only once the new server works. Where it does not, the new one
# is removed and the former one put back. No volume and no data directory is ever removed: all of it is the host's own.
# needs: sql
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets pg_* and scratch

# container_probe IMAGE: prints lines of a word, a TAB and a value: what the engine says of the container, of its image, and of the image
# that it is to have
container_probe() {
    if ! command -v "$pg_engine" >/dev/null 2>&1; then
        printf 'engine\tabsent\n'
        return
    fi
    if ! container_answers; then
        printf 'engine\tdown\n'
        return
    fi
    printf 'engine\tup\n'
    prelude_ask image inspect -f 'wanted_image	{{.Id}}' "$1" 2>/dev/null || :
    if container_has_former; then
        printf 'former\tyes\n'
    fi
    if [ -s "$pg_data_dir/PG_VERSION" ] && [ -s "$pg_home_dir/superuser_password" ]; then
        printf 'unsealed\tyes\n'
    fi
    if container_exists "$pg_container"; then
        container_describe
    fi
}

# container_answers: whether the engine is there to be asked
container_answers() {
    prelude_ask info >/dev/null 2>&1
}

# container_exists NAME: whether there is a container of that name, running or not
container_exists() {
    prelude_ask container inspect -f . "$1" >/dev/null 2>&1
}

# container_has_former: whether there is a container that ours has taken the place of, and not one of somebody's of that name
container_has_former() {
    [ "$(prelude_ask container inspect -f '{{index .Config.Labels "io.pgprov.container"}}' "$pg_container-former" 2>/dev/null)" = "$pg_container" ]
}

# container_command ARGUMENT...: has the engine change something
container_command() {
    prelude_bounded 600 "$@" </dev/null
}

# container_describe: prints the container's own values, and those of its image behind "image_"; what people choose freely as JSON
# text, in which a line break cannot begin another line
container_describe() {
    # shellcheck disable=SC2016  # for the engine
    prelude_ask container inspect -f 'status	{{.State.Status}}
image	{{.Image}}
restart	{{.HostConfig.RestartPolicy.Name}}
network	{{.HostConfig.NetworkMode}}
memory	{{.HostConfig.Memory}}
shm	{{.HostConfig.ShmSize}}
stop_timeout	{{.Config.StopTimeout}}
privileged	{{.HostConfig.Privileged}}
user	{{json .Config.User}}
command	{{json (printf "%v" .Config.Cmd)}}
entrypoint	{{json (printf "%v" .Config.Entrypoint)}}
{{range .Config.Env}}env	{{json .}}
{{end}}{{range $key, $value := .Config.Labels}}label	{{json (printf "%s=%s" $key $value)}}
{{end}}{{range .Mounts}}{{$access := "ro"}}{{if .RW}}{{$access = "rw"}}{{end}}mount	{{json (printf "%s %s:%s %s" .Type .Source .Destination $access)}}
{{end}}{{range $port, $bindings := .HostConfig.PortBindings}}{{range $bindings}}port	{{.HostPort}}:{{$port}}
{{end}}{{end}}' "$pg_container" || return
    container_image_of=$(prelude_ask container inspect -f '{{.Image}}' "$pg_container") || return
    prelude_ask image inspect -f 'image_user	{{json .Config.User}}
image_command	{{json (printf "%v" .Config.Cmd)}}
image_entrypoint	{{json (printf "%v" .Config.Entrypoint)}}
{{range .Config.Env}}image_env	{{json .}}
{{end}}' "$container_image_of" 2>/dev/null || :
}

# container_prepare OPTION...: keeps what the container is to be made with; the start or restart that follows in this script makes it
container_prepare() {
    : >"$scratch/container"
    for container_option in "$@"; do
        printf '%s\n' "$container_option" >>"$scratch/container"
    done
}

# container_create OPTION...: makes the container, and does not start it
container_create() {
    container_prepare "$@"
    container_make
    rm -f "$scratch/container"
}

# container_replace OPTION...: puts another container in the place of one that does not run, and does not start it; the start that
# follows removes the former one, or puts it back
container_replace() {
    container_prepare "$@"
    container_supersede && container_make || return 1
    rm -f "$scratch/container"
}

# container_make: makes the container of what was prepared
container_make() {
    container_folders || return 1
    set --
    while IFS= read -r container_option; do
        set -- "$@" "$container_option"
    done <"$scratch/container"
    container_command create --pull never --name "$pg_container" "$@" "$pg_image" >"$scratch/create" 2>&1 || {
        echo "the container could not be made:" >&2
        tail -n 10 "$scratch/create" >&2
        return 1
    }
}

# container_folders: makes what is mounted, where it is missing, so that no engine makes it for root; but no data directory that was there
container_folders() {
    if [ ! -e "$pg_data_dir" ]; then
        container_refuse_lost || return 1
    fi
    for container_folder in "$pg_home_dir" "$pg_data_dir"; do
        if [ ! -e "$container_folder" ]; then
            mkdir -p "$(dirname "$container_folder")" && install -d -o "$pg_owner" -g "$pg_owner" -m 0700 "$container_folder" || return 1
        fi
    done
    if [ ! -e "$pg_conf_dir" ]; then
        install -d -m 0755 "$pg_conf_dir" || return 1
    fi
    container_unseal
}

# container_unseal: puts the password there that the image makes a cluster with, unless one was made before. Nobody asks for it: the
# account logs in through the socket. What it does is to let the image make a cluster where there is none.
container_unseal() {
    if [ ! -e "$pg_home_dir/superuser_password" ]; then
        od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n' | container_put_password
    fi
}

# container_seal: takes that password away once there is a cluster, so that the container makes no other one, empty as it would be, when it
# starts some day with the disk of the data directory not mounted
container_seal() {
    if [ -s "$pg_home_dir/superuser_password" ]; then
        container_put_password </dev/null
    fi
}

# container_put_password: puts standard input in its place, at once: an empty one means something
container_put_password() {
    container_new=$pg_home_dir/.superuser_password.pgprov
    cat >"$container_new" && chown "$pg_owner:$pg_owner" "$container_new" && sync "$container_new" &&
        mv -fT "$container_new" "$pg_home_dir/superuser_password"
}

# container_sealed: whether a cluster was made for this instance
container_sealed() {
    [ -e "$pg_home_dir/superuser_password" ] && [ ! -s "$pg_home_dir/superuser_password" ]
}

# container_lost: whether a cluster was made for this instance, and is not where it was
container_lost() {
    container_sealed && [ ! -s "$pg_data_dir/PG_VERSION" ]
}

# container_refuse_lost: fails where that is so: an empty server would take its place
container_refuse_lost() {
    if container_lost; then
        echo "a cluster was made here before, and $pg_data_dir does not hold it: is its disk mounted?" >&2
        return 1
    fi
}

# container_knows: whether a cluster in the data directory is this container's, as its seal says, or, before there is one, the file that
# the image writes into all that it makes and clones; not one of the host's own, or of another image
container_knows() {
    container_sealed ||
        { [ -s "$pg_data_dir/PG_VERSION" ] && [ -e "$pg_data_dir/pgprov.conf" ] && ! container_elsewhere >/dev/null; }
}

# container_adoption: prints the command by which an administrator makes a cluster in the data directory this container's
container_adoption() {
    printf 'install -D -o %s -g %s -m 0600 /dev/null %s\n' "$pg_owner" "$pg_owner" "$pg_home_dir/superuser_password"
}

# container_elsewhere: prints where this instance has its data by the other kind of deployment; fails where it has none there. A cluster
# that the host's packages have made beside one of a container that was there before is no concern of that container.
container_elsewhere() {
    if [ -z "$pg_engine" ]; then
        container_secrets=/var/lib/pgprov/$pg_version/$pg_instance/secrets
        if [ -e "$container_secrets/superuser_password" ]; then
            echo "in a container, by ${container_secrets%/*}"
            return
        fi
    elif ! container_sealed; then
        for container_found in "/etc/postgresql/$pg_version/$pg_instance/postgresql.conf" "/var/lib/pgsql/$pg_version/data/PG_VERSION"; do
            if [ -e "$container_found" ]; then
                echo "on the host itself, by $container_found"
                return
            fi
        done
    fi
    return 1
}

# container_vacate: makes the data directory that a container is to fill, and fails where it holds anything of somebody's
container_vacate() {
    if [ -L "$pg_data_dir" ]; then
        echo "$pg_data_dir is a symbolic link: set pg_data_dir to the directory it stands for" >&2
        return 1
    fi
    if [ -e "$pg_data_dir" ] && ! grep -q -x state=moving "$pg_data_dir/.pgprov-new/marker" 2>/dev/null &&
        [ -n "$(find "$pg_data_dir" -mindepth 1 -maxdepth 1 ! -name .pgprov-new | head -n 1)" ]; then
        echo "$pg_data_dir is not empty: it is left as it is" >&2
        return 1
    fi
    mkdir -p "$(dirname "$pg_data_dir")" && install -d -o "$pg_owner" -g "$pg_owner" -m 0700 "$pg_data_dir"
}

# container_launch: starts the container, or first puts the prepared one in its place
container_launch() {
    if [ -e "$scratch/container" ]; then
        container_swap
        return
    fi
    if container_paused; then
        container_failures=$(container_restarts)
        container_command unpause "$pg_container" >/dev/null
        return
    fi
    container_start
}

# container_relaunch: restarts the container, or puts the prepared one in its place
container_relaunch() {
    if [ -e "$scratch/container" ]; then
        container_swap
        return
    fi
    container_stop || return 1
    container_start
}

# container_start: starts the container; Podman's belongs to a unit, so that it starts with the host
container_start() {
    if ! prelude_running && container_worker=$(prelude_worker); then
        echo "process $container_worker of another server works in $pg_data_dir: two would destroy it" >&2
        return 1
    fi
    container_failures=0
    if [ "$pg_engine" = podman ] && [ "$has_systemd" = true ]; then
        container_is_unit || container_enable || return 1
        systemctl reset-failed "$pg_unit" 2>/dev/null || :
        systemctl start --no-block "$pg_unit"
    else
        container_command start "$pg_container" >"$scratch/start" 2>&1 || {
            cat "$scratch/start" >&2
            return 1
        }
    fi
    container_failures=$(container_restarts)
}

# container_restarts: prints how often the container has been started again after it had failed
container_restarts() {
    if container_is_unit; then
        container_count=$(systemctl show -p NRestarts --value "$pg_unit")
    else
        container_count=$(prelude_ask container inspect -f '{{.RestartCount}}' "$pg_container" 2>/dev/null) || :
    fi
    echo "${container_count:-0}"
}

# container_paused: whether somebody has paused it; its server keeps its port, and answers nobody
container_paused() {
    [ "$(prelude_ask container inspect -f '{{.State.Status}}' "$pg_container" 2>/dev/null)" = paused ]
}

# container_stop: stops the container and waits for a clean end, however long that takes
container_stop() {
    if container_is_unit; then
        systemctl stop "$pg_unit" || :
    fi
    if container_paused; then
        container_command unpause "$pg_container" >/dev/null || return 1
    fi
    prelude_bounded 3700 stop -t 3600 "$pg_container" >"$scratch/stop" 2>&1 </dev/null || {
        cat "$scratch/stop" >&2
        return 1
    }
}

# container_is_unit: whether a unit of ours starts the container
container_is_unit() {
    [ "$pg_engine" = podman ] && [ "$has_systemd" = true ] && [ -e "/etc/systemd/system/$pg_unit" ]
}

# container_swap: puts the prepared container in the place of the one that is there, and starts it
container_swap() {
    container_supersede || return 1
    prelude_progress "making the new container"
    container_make && container_start
}

# container_supersede: stops the container that is there and gives it the name of the former one
container_supersede() {
    if container_exists "$pg_container"; then
        if container_has_former; then
            container_settle || return 1
        fi
    fi
    if container_exists "$pg_container"; then
        prelude_progress "stopping the former container"
        container_stop || return 1
        # two servers on one data directory would destroy it: from here on nothing but a start by hand starts it
        if [ "$pg_engine" = docker ]; then
            container_command update --restart=no "$pg_container" >/dev/null || return 1
        fi
        container_command rename "$pg_container" "$pg_container-former" || return 1
    fi
}

# container_settle: where both are there, of an interrupted run: the new one is kept if its server works, else the former one
container_settle() {
    if sql_answers 2>/dev/null && container_replicates; then
        container_keep
    else
        container_stop && container_command rm "$pg_container" >/dev/null
    fi
}

# container_restore: puts the former container back, not started; fails where there is none
container_restore() {
    container_has_former || return 1
    if container_exists "$pg_container"; then
        container_stop && container_command rm -f "$pg_container" >/dev/null || return 1
    fi
    container_command rename "$pg_container-former" "$pg_container" || return 1
    if [ "$pg_engine" = docker ]; then
        container_command update --restart=unless-stopped "$pg_container" >/dev/null
    fi
    rm -f "$scratch/container"
}

# container_tidy: what a run that was killed or failed has left to do: container_keep, unless the new server is a standby that does not
# stream
container_tidy() {
    if container_has_former && sql_answers 2>/dev/null && ! container_replicates; then
        echo "this standby does not stream: the former container is kept" >&2
        return 1
    fi
    container_keep
}

# container_replicates: whether the server is no standby, or streams; one that has just started is given half a minute
container_replicates() {
    container_end=$(($(date +%s) + 30))
    while :; do
        container_answer=$(echo "SELECT CASE WHEN NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')
            THEN 'yes' ELSE 'no' END;" | sql_run 2>/dev/null) || container_answer=no
        if [ "$container_answer" = yes ]; then
            return 0
        fi
        if [ "$(date +%s)" -ge "$container_end" ]; then
            return 1
        fi
        prelude_progress "waiting for this standby to stream"
        sleep 0.5
    done
}

# container_keep: removes the former container, once the server of the new one works, and what lets the image make a cluster
container_keep() {
    rm -f "$scratch/container"
    if ! sql_answers; then
        echo "the server does not answer: the former container is kept" >&2
        return 1
    fi
    container_seal || return 1
    if container_has_former; then
        container_command rm "$pg_container-former" >/dev/null
    fi
}

# container_activity: prints the state in systemd's words
container_activity() {
    container_status=$(prelude_ask container inspect -f '{{.State.Status}}' "$pg_container" 2>/dev/null)
    case $container_status in
    running) echo active ;;
    stopping | removing) echo deactivating ;;
    restarting | dead) echo failed ;;
    *) echo inactive ;;
    esac
}

# container_process: prints what tells one start of the container from another; nothing while it does not run
container_process() {
    if prelude_running; then
        prelude_ask container inspect -f '{{.Id}} {{.State.StartedAt}}' "$pg_container" | tr ' ' -
    fi
}

# container_gone: whether it does not come up by itself, so that waiting is in vain
container_gone() {
    container_state=$(prelude_ask container inspect -f '{{.State.Status}}' "$pg_container" 2>/dev/null)
    container_again=$(($(container_restarts) - ${container_failures:-0}))
    case $container_state:$container_again in
    restarting:[01] | running:[012]) return 1 ;;
    running:* | stopping:* | restarting:*) [ "$container_again" -ge 3 ] && ! sql_answers 2>/dev/null ;;
    *) [ "$container_again" -ge 3 ] || ! container_pending ;;
    esac
}

# container_pending: whether systemd is about to start it
container_pending() {
    container_is_unit && systemctl show -p ActiveState -p Job "$pg_unit" | grep -q -x -e 'ActiveState=activating' -e 'Job=[1-9][0-9]*'
}

# container_boot: prints auto where the container starts with the host, else off; Docker's own policy is compared with the container
container_boot() {
    if [ "$pg_engine" != podman ]; then
        echo auto
    elif [ "$(cat "/etc/systemd/system/$pg_unit" 2>/dev/null)" = "$(container_unit)" ] && systemctl -q is-enabled "$pg_unit"; then
        echo auto
    else
        echo off
    fi
}

# container_enable: makes Podman's container start with the host, by a unit of our own
container_enable() {
    container_unit >"$scratch/unit" && chmod 0644 "$scratch/unit" || return 1
    cp "$scratch/unit" "/etc/systemd/system/.$pg_unit.pgprov" && mv -fT "/etc/systemd/system/.$pg_unit.pgprov" "/etc/systemd/system/$pg_unit" || return 1
    systemctl daemon-reload
    systemctl -q enable "$pg_unit" 3>&- 9>&-
}

# container_unit: prints the unit
container_unit() {
    cat <<UNIT
# managed by pgprov
[Unit]
Description=PostgreSQL $pg_version, instance $pg_instance, in a container
Wants=network-online.target
After=network-online.target
RequiresMountsFor="$(printf %s "$pg_data_dir" | sed -e 's/%/%%/g')"

[Service]
ExecStart=$(command -v podman) start --attach $pg_container
# not where the container has ended by itself: another one may have its name already
ExecStop=/bin/sh -c 'test -z "\$MAINPID" || exec $(command -v podman) stop --ignore -t 3600 $pg_container'
# the engine keeps what the server says
StandardOutput=null
StandardError=null
Restart=on-failure
TimeoutStopSec=3700

[Install]
WantedBy=multi-user.target
UNIT
}

# container_said LINES: prints the last lines that the container has written
container_said() {
    prelude_ask logs --tail "$1" "$pg_container" 2>&1
}

# container_doing: prints how far a base backup is, or nothing
container_doing() {
    if grep -q -x kind=clone "$pg_data_dir/.pgprov-new/marker" 2>/dev/null; then
        echo "base backup, $(($(container_bytes) / 1048576)) MB so far"
    fi
}

# container_bytes: prints the size of what is being made in the data directory
container_bytes() {
    container_size=$(timeout -s KILL 20 du -s -B 1 -- "$pg_data_dir/.pgprov-new" 2>/dev/null | cut -f 1)
    echo "${container_size:-0}"
}

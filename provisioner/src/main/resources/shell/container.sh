# The container of the PostgreSQL instance: what it is like, and how it is made, started, and replaced by another one.
#
# A container is replaced in steps, each of which leaves what a later run can go on from: the one that is there is stopped and renamed to
# NAME-former, the new one is made and started, and NAME-former is removed only once the new server works. Where it does not, the new one
# is removed and the former one put back. No volume and no data directory is ever removed: all of it is the host's own.
# needs: sql container_data container_server service_state
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables are shared with the prelude and container_server.sh

# container_probe IMAGE: prints lines of a word, a TAB and a value: what the engine says of the container, of its image, and of the image
# that it is to have
container_probe() {
    if ! command -v "$pg_engine" >/dev/null 2>&1; then
        printf 'engine\tabsent\n'
        return
    fi
    if ! engine_answers; then
        printf 'engine\tdown\n'
        return
    fi
    printf 'engine\tup\n'
    engine_ask image inspect -f 'wanted_image	{{.Id}}' "$1" 2>/dev/null || :
    if container_has_former; then
        printf 'former\tyes\n'
    fi
    if [ -s "$pg_data_dir/PG_VERSION" ] && [ -s "$pg_home_dir/superuser_password" ]; then
        printf 'unsealed\tyes\n'
    fi
    if engine_knows; then
        container_describe
    fi
}

# container_has_former: whether there is a container that ours has taken the place of, and not one of somebody's of that name
container_has_former() {
    [ "$(engine_ask container inspect -f '{{index .Config.Labels "io.pgprov.container"}}' "$pg_container-former" 2>/dev/null)" = "$pg_container" ]
}

# container_describe: prints the container's own values, and those of its image behind "image_"; what people choose freely as JSON
# text, in which a line break cannot begin another line
container_describe() {
    # shellcheck disable=SC2016  # for the engine
    container_said=$(engine_ask container inspect -f 'status	{{.State.Status}}
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
{{end}}{{end}}' "$pg_container") || return
    printf '%s\n' "$container_said"
    container_image_of=$(printf '%s\n' "$container_said" | sed -n 's/^image	//p')
    engine_ask image inspect -f 'image_user	{{json .Config.User}}
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
    container_data_folders || return 1
    set --
    while IFS= read -r container_option; do
        set -- "$@" "$container_option"
    done <"$scratch/container"
    engine_change create --pull never --name "$pg_container" "$@" "$pg_image" >"$scratch/create" 2>&1 || {
        echo "the container could not be made:" >&2
        tail -n 10 "$scratch/create" >&2
        return 1
    }
}

# container_launch: starts the container, or first puts the prepared one in its place
container_launch() {
    if [ -e "$scratch/container" ]; then
        container_swap
        return
    fi
    if container_server_paused; then
        container_failures=$(container_server_restarts)
        engine_change unpause "$pg_container" >/dev/null
        return
    fi
    container_server_start
}

# container_relaunch: restarts the container, or puts the prepared one in its place
container_relaunch() {
    if [ -e "$scratch/container" ]; then
        container_swap
        return
    fi
    container_server_stop || return 1
    container_server_start
}

# container_swap: puts the prepared container in the place of the one that is there, and starts it
container_swap() {
    container_supersede || return 1
    prelude_progress "making the new container"
    container_make && container_server_start
}

# container_supersede: stops the container that is there and gives it the name of the former one
container_supersede() {
    if engine_knows && container_has_former; then
        container_settle || return 1
    fi
    if engine_knows; then
        prelude_progress "stopping the former container"
        container_server_stop || return 1
        # two servers on one data directory would destroy it: from here on nothing but a start by hand starts it
        if [ "$pg_engine" = docker ]; then
            engine_change update --restart=no "$pg_container" >/dev/null || return 1
        fi
        engine_change rename "$pg_container" "$pg_container-former" || return 1
    fi
}

# container_settle: where both are there, of an interrupted run: the new one is kept if its server works, else the former one
container_settle() {
    if sql_answers 2>/dev/null && container_replicates; then
        container_keep
    else
        container_server_stop && engine_change rm "$pg_container" >/dev/null
    fi
}

# container_restore: puts the former container back, not started; fails where there is none
container_restore() {
    container_has_former || return 1
    if engine_knows; then
        container_server_stop && engine_change rm -f "$pg_container" >/dev/null || return 1
    fi
    engine_change rename "$pg_container-former" "$pg_container" || return 1
    rm -f "$scratch/container"
    # another policy is drift, and no reason not to start it
    if [ "$pg_engine" = docker ]; then
        engine_change update --restart=unless-stopped "$pg_container" >/dev/null || :
    fi
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
        case $(service_state_role) in
        primary | streaming) return 0 ;;
        esac
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
    container_data_seal || return 1
    if container_has_former; then
        engine_change rm "$pg_container-former" >/dev/null
    fi
}

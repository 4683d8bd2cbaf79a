# The image that the container is made of: pulled, built on the host, or sent by the controller.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# container_image_probe NAME: prints lines of a word, a TAB and a value: engine, and id and context of the image of that name
container_image_probe() {
    if ! command -v "$pg_engine" >/dev/null 2>&1; then
        printf 'engine\tabsent\n'
    elif ! engine_answers; then
        printf 'engine\tdown\n'
    else
        printf 'engine\tup\n'
        engine_ask image inspect -f 'id	{{.Id}}
context	{{index .Config.Labels "io.pgprov.context"}}' "$1" 2>/dev/null || :
    fi
}

# container_image_pull NAME: has the engine fetch the image from its registry
container_image_pull() {
    prelude_progress "pulling $1"
    engine_bounded 7200 pull -q "$1" >/dev/null </dev/null
}

# container_image_receive NAME BYTES: takes a file from the controller: its bytes, and behind them its SHA-256 in hexadecimal digits and
# a line break. Only a file that is complete and right gets its name; one that is there already, or an image of that id, is not asked
# for. Runs in the script's own shell, and replies by itself.
container_image_receive() {
    image_file=/var/lib/pgprov/images/$1
    : >"$scratch/out"
    : >"$scratch/err"
    image_status=0
    if [ ! -f "$image_file" ] && ! engine_ask image inspect "$1" >/dev/null 2>&1; then
        container_image_take "$2" 2>"$scratch/err"
        image_status=$?
    fi
    rm -f "$image_file".partial.*
    prelude_reply "$call_id" "$image_status"
}

# container_image_take BYTES: does it
container_image_take() {
    (umask 077 && mkdir -p "${image_file%/*}") || return 1
    # of runs that were cut off, and what nobody has loaded since
    rm -f "${image_file%/*}"/*.partial.*
    find "${image_file%/*}" -type f -mtime +0 -exec rm -f {} +
    image_free=$(df -P -k "${image_file%/*}" | awk 'NR == 2 { print $4 }')
    if [ "$(($1 / 1024))" -ge "${image_free:-0}" ]; then
        echo "the file takes $(($1 / 1048576)) MB, and ${image_file%/*} has $((image_free / 1024)) MB left" >&2
        return 1
    fi
    prelude_progress ready
    head -c "$1" <&4 >"$image_file.partial.$$" || return 1
    IFS= read -r image_wanted <&4 || :
    image_sum=$(sha256sum <"$image_file.partial.$$") || return 1
    if [ -z "$image_wanted" ] || [ "${image_sum%% *}" != "$image_wanted" ]; then
        echo "the file has not arrived whole" >&2
        return 1
    fi
    sync "$image_file.partial.$$"
    mv -fT "$image_file.partial.$$" "$image_file"
}

# container_image_load FILE ID NAME: loads the image of that id from an archive that has arrived, compressed by gzip, and gives it its name
container_image_load() {
    if ! engine_ask image inspect "$2" >/dev/null 2>&1; then
        prelude_progress "loading the image"
        # Podman 4.3 does not take a compressed archive itself
        gzip -dc <"/var/lib/pgprov/images/$1" 3>&- 9>&- | engine_bounded 7200 load -q >"$scratch/load" 2>&1 || {
            tail -n 5 "$scratch/load" >&2
            rm -f "/var/lib/pgprov/images/$1"
            return 1
        }
        rm -f "/var/lib/pgprov/images/$1"
        if ! engine_ask image inspect "$2" >/dev/null 2>&1; then
            echo "the engine has loaded the archive, and knows no image $2: here, or where that was written, Docker keeps images in containerd's store, where ids are others" >&2
            echo "hint: set container_image_source: pull or build; or {\"features\": {\"containerd-snapshotter\": false}} in that engine's daemon.json" >&2
            return 1
        fi
    fi
    engine_change tag "$2" "$3" && rm -f "/var/lib/pgprov/images/$1"
}

# container_image_build FILE HASH NAME OPTION...: builds the image from a context that has arrived, and marks it with the context's hash
container_image_build() {
    image_context=$1
    image_hash=$2
    image_name=$3
    shift 3
    mkdir "$scratch/context" && tar -xf "/var/lib/pgprov/images/$image_context" -C "$scratch/context" || return 1
    timeout -k 5 7200 "$pg_engine" build --label "io.pgprov.context=$image_hash" -t "$image_name" "$@" "$scratch/context" \
        >"$scratch/build" 2>&1 </dev/null 3>&- 9>&- &
    image_process=$!
    # timeout is in a process group of its own, and ends what it has started
    trap 'kill "$image_process" 2>/dev/null' EXIT
    trap 'exit 143' TERM
    trap 'exit 130' INT
    container_image_follow
    image_status=0
    wait "$image_process" || image_status=$?
    trap - EXIT TERM INT
    if [ "$image_status" -ne 0 ]; then
        tail -n 20 "$scratch/build" >&2
        if [ "$image_status" -eq 124 ]; then
            echo "the build has not ended for 7200 seconds" >&2
        fi
        return 1
    fi
    rm -f "/var/lib/pgprov/images/$image_context"
}

# container_image_follow: says which step the build is at, until it ends
container_image_follow() {
    image_said=
    while kill -0 "$image_process" 2>/dev/null; do
        image_step=$(grep -i -o -E '^(#[0-9]+ \[[^]]*\]|step [0-9]+/[0-9]+).*' "$scratch/build" | tail -n 1 | cut -c 1-80)
        if [ -n "$image_step" ] && [ "$image_step" != "$image_said" ]; then
            image_said=$image_step
            prelude_progress "$image_step"
        fi
        sleep 0.5
    done
}

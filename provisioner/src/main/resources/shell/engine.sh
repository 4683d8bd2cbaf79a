# Docker or Podman on this host, asked and told by its program, which never keeps a script waiting without end.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# engine_running: whether the container runs
engine_running() {
    [ "$(engine_status)" = running ]
}

# engine_status: prints how the container is, in the engine's word; nothing where there is none
engine_status() {
    engine_once status container inspect -f '{{.State.Status}}' "$pg_container" 2>/dev/null
}

# engine_ask ARGUMENT...: asks the engine something that it knows at once
engine_ask() {
    engine_bounded 60 "$@" </dev/null
}

# engine_once NAME ARGUMENT...: the same; the probes of a script, which see one state of the host, keep the answer under that name
engine_once() {
    engine_answer=$scratch/engine.$1
    shift
    if [ -z "$sql_limit" ]; then
        engine_ask "$@"
        return
    fi
    if [ ! -e "$engine_answer" ]; then
        engine_ask "$@" >"$engine_answer.new" || return
        mv "$engine_answer.new" "$engine_answer"
    fi
    cat "$engine_answer"
}

# engine_answers: whether the engine is there to be asked
engine_answers() {
    engine_once info info >/dev/null 2>&1
}

# engine_knows: whether there is a container of ours, running or not
engine_knows() {
    [ -n "$(engine_status)" ]
}

# engine_change ARGUMENT...: has the engine change something
engine_change() {
    engine_bounded 600 "$@" </dev/null
}

# engine_bounded SECONDS ARGUMENT...: has the engine do something that takes no longer. One that has not answered in that time is not
# asked again by this script: each question would take as long
engine_bounded() {
    if [ -e "$scratch/asleep" ]; then
        echo "$pg_engine does not run" >&2
        return 1
    fi
    if [ -e "$scratch/hanging" ]; then
        echo "$pg_engine does not answer" >&2
        return 124
    fi
    engine_limit=$1
    shift
    engine_begun=$(date +%s)
    timeout -k 5 "$engine_limit" "$pg_engine" "$@" 3>&- 9>&- && return
    engine_ended=$?
    case $engine_ended:$(($(date +%s) - engine_begun >= engine_limit)) in
    124:1 | 137:1)
        echo "$pg_engine has not answered for $engine_limit seconds" >&2
        : >"$scratch/hanging"
        ;;
    esac
    return "$engine_ended"
}

# engine_as_postgres COMMAND...: runs a command as the image's postgres account, in the container, or in a passing one of its image that can
# change nothing and reach nobody; in that one, too, where engine_apart is set
engine_as_postgres() {
    if [ -z "$engine_apart" ] && engine_running; then
        # shellcheck disable=SC2031  # a call asks
        if [ -z "$sql_limit" ]; then
            "$pg_engine" exec -i -e LC_ALL=C "$pg_container" "$@" 3>&- 9>&-
        else
            engine_bounded 300 exec -i -e LC_ALL=C "$pg_container" "$@"
        fi
        return
    fi
    # a signal ends it with its first process, and nothing of it is left
    engine_program=$1
    shift
    engine_bounded 300 run --rm -i --pull never --network none -e LC_ALL=C -v "$pg_conf_dir:$pg_conf_dir:ro" \
        --entrypoint "$engine_program" "$pg_image" "$@"
}

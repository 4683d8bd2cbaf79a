# shellcheck shell=bash disable=SC2034  # used by those that load this
# What the tests share. All that they make carries a label of this run, by which it is removed.

image=${PGPROV_IMAGE:-pgprov/postgresql:test}
root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
label=pgprov.image.test

# prefix: prints what the names begin with of all that this process makes: it says which process, and among which its number is one (see sweep)
prefix() { printf 'pgprov-image-%s-%d-%d' "$(namespace)" $$ "$RANDOM"; }

# namespace: prints which numbers of processes are meant
namespace() { readlink /proc/self/ns/pid | tr -dc 0-9; }

# sweep: removes what test runs have left that were killed
sweep() {
    local kind name list=(ps -a --format '{{.Names}}')
    for kind in container volume network; do
        [ "$kind" = container ] || list=("$kind" ls --format '{{.Name}}')
        docker "${list[@]}" --filter name=pgprov-image- | while read -r name; do
            [[ $name =~ ^pgprov-image-$(namespace)-([0-9]+)- ]] || continue
            ! kill -0 "${BASH_REMATCH[1]}" 2>/dev/null || continue
            docker "$kind" rm -f "$name" >/dev/null 2>&1 || docker "$kind" rm "$name" >/dev/null 2>&1 || true
        done
    done
}

# begin_file: a name of its own for what this file makes, and a network
begin_file() {
    PREFIX=$(prefix)
    export PREFIX
    docker network create --label "$label=$PREFIX" "$PREFIX" >/dev/null
}

# end_file: removes all that was made under that name
end_file() {
    remove_all container "$(docker ps -aq --filter "label=$label=$PREFIX")" -f -v
    remove_all volume "$(docker volume ls -q --filter "label=$label=$PREFIX")"
    remove_all network "$(docker network ls -q --filter "label=$label=$PREFIX")"
}

# remove_all KIND NAMES [OPTION...]
remove_all() {
    # shellcheck disable=SC2086  # one word for each name
    [ -z "$2" ] || docker "$1" rm "${@:3}" $2 >/dev/null
}

# volume NAME: makes a volume
volume() {
    docker volume create --label "$label=$PREFIX" "$PREFIX-$1" >/dev/null
}

# start NAME [DOCKER OPTION...] [-- ARGUMENT...]: runs a container with a volume and a host name of its own
start() {
    local name=$1 options=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    volume "$name"
    docker run -d --name "$PREFIX-$name" --hostname "$name" --network "$PREFIX" --network-alias "$name" \
        --label "$label=$PREFIX" -v "$PREFIX-$name:/var/lib/postgresql/data" "${options[@]}" "$image" "${@:2}" >/dev/null
}

# primary NAME [DOCKER OPTION...]
primary() {
    start "$1" -e HA_MODE=native -e REPLICATION_ROLE=primary -e REPLICATION_PASSWORD="${password:-secret}" \
        -e POSTGRES_PASSWORD=super-secret "${@:2}"
}

# replica NAME [DOCKER OPTION...]: of a primary that is called pg1; it looks for one that is away more often than every five seconds
replica() {
    start "$1" -e POSTGRESQL_CONFIG_wal_retrieve_retry_interval=500ms -e HA_MODE=native -e REPLICATION_ROLE=replica -e PRIMARY_HOST=pg1 -e REPLICATION_PASSWORD="${password:-secret}" "${@:2}"
}

# wrap PROGRAM COMMANDS: sets wrapped to options of `start`: COMMANDS, in Bash, come before PostgreSQL's PROGRAM in that container, and may change its
# arguments. So a test acts in the middle of what is over in a moment. `unwrap PROGRAM` ends it.
wrap() {
    local directory=$BATS_FILE_TMPDIR/wrapped
    mkdir -p "$directory"
    # shellcheck disable=SC2016  # for the inner shell
    printf '#!/bin/bash\n%s\nexec "/usr/lib/postgresql/$PG_MAJOR/bin/%s" "$@"\n' "$2" "$1" >"$directory/$1"
    chmod 0755 "$directory" "$directory/$1"
    wrapped=(-v "$directory:/wrapped:ro" -e "PATH=/wrapped:$(docker run --rm --network none --entrypoint printenv --label "$label=$PREFIX" "$image" PATH)")
}

# unwrap PROGRAM: containers that have been started with a wrapped one call PostgreSQL's again
unwrap() {
    rm "$BATS_FILE_TMPDIR/wrapped/$1"
}

# again NAME COMMAND...: the container anew, with its volume; COMMAND is start, primary or replica with further options
again() {
    docker rm -f "$PREFIX-$1" >/dev/null
    "$2" "$1" "${@:3}"
}

# sql NAME SQL: prints what the server of a container answers
sql() {
    docker exec "$PREFIX-$1" psql -X -A -t -U "${superuser:-postgres}" -d postgres -c "$2"
}

# inside NAME COMMAND...: runs a command in a container
inside() {
    docker exec "$PREFIX-$1" "${@:2}"
}

# logs NAME: all that a container has said
logs() {
    docker logs "$PREFIX-$1" 2>&1
}

# eventually SECONDS COMMAND...: waits until COMMAND succeeds; says what it last said where it does not. Commands that look into a container may wait
# there for as long as `patience` says: a loop inside costs the engine nothing.
eventually() {
    local deadline=$((SECONDS + $1)) said patience
    shift
    while :; do
        patience=$((deadline - SECONDS))
        said=$("$@" 2>&1) && return 0
        if [ "$SECONDS" -ge "$deadline" ]; then
            printf 'did not succeed in time: %s\n%s\n' "$*" "$said" >&2
            return 1
        fi
        sleep 0.2
    done
}

# refute COMMAND...: fails where COMMAND succeeds; `!` before a command does not end a test
refute() {
    ! "$@" || {
        printf 'succeeded: %s\n' "$*" >&2
        return 1
    }
}

# says NAME TEXT: whether a container has said TEXT
says() {
    logs "$1" | grep -q -F -e "$2" || {
        logs "$1" | tail -n 15
        return 1
    }
}

# silent NAME TEXT: whether a container has not said TEXT
silent() {
    local said
    said=$(logs "$1") || return 1
    ! grep -F -e "$2" <<<"$said"
}

# answers NAME: whether its server accepts connections over the network
answers() {
    # shellcheck disable=SC2016  # for the inner shell
    inside "$1" bash -c 'SECONDS=0; until pg_isready -q -U postgres -h 127.0.0.1; do [ "$SECONDS" -lt "$1" ] || exit; sleep 0.05; done' - "${patience:-0}" || {
        logs "$1" | tail -n 15
        return 1
    }
}

# streams NAME...: whether each is a standby that streams from pg1
streams() {
    local name
    for name in "$@"; do
        replayed pg1 "SELECT state FROM pg_stat_replication WHERE application_name = '$name'" streaming || return 1
    done
}

# replayed NAME SQL VALUE: whether a query gives that value on a server
replayed() {
    # shellcheck disable=SC2016  # for the inner shell
    inside "$1" bash -c 'SECONDS=0; until [ "$(psql -X -A -t -U "$2" -d postgres -c "$3" 2>&1)" = "$4" ]; do [ "$SECONDS" -lt "$1" ] || exit 1; sleep 0.1; done' - \
        "${patience:-0}" "${superuser:-postgres}" "$2" "$3"
}

# healthy NAME: whether the engine says so
healthy() {
    [ "$(docker inspect -f '{{.State.Health.Status}}' "$PREFIX-$1")" = healthy ]
}

# unfit NAME TEXT: whether the health check fails and says TEXT; until the first success the engine calls that `starting`
unfit() {
    local said
    if said=$(inside "$1" /usr/local/lib/pgprov/entrypoint.d/scripts/runtime/healthcheck.sh); then
        return 1
    fi
    [[ $said == *"$2"* ]]
}

# ended NAME: whether the container has ended
ended() {
    [ "$(docker inspect -f '{{.State.Running}}' "$PREFIX-$1")" = false ]
}

# status NAME: prints the exit status of a container when it has ended
status() {
    timeout "${2:-60}" docker wait "$PREFIX-$1"
}

# in_volume NAME COMMAND...: runs a command on a volume whose container need not run
in_volume() {
    docker run --rm --network none --entrypoint "" --label "$label=$PREFIX" -v "$PREFIX-$1:/var/lib/postgresql/data" \
        -w /var/lib/postgresql/data "$image" "${@:2}"
}

# fingerprint NAME: prints a sum of all names, modes and contents in a volume
fingerprint() {
    # shellcheck disable=SC2016  # for the inner shell
    in_volume "$1" bash -c '{ find . -printf "%p %m %U %y %l\n"; find . -type f -print0 | xargs -0 -r sha256sum; } | LC_ALL=C sort | sha256sum'
}

# shellcheck shell=bash disable=SC2154  # bats sets output and status
# Runs rows of templates/contract/native-cases.tsv against the image; that folder's README says how they are written.

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
load "$here/../helpers.bash"
table=$root/../../contract/native-cases.tsv
workers=2

setup_file() {
    local worker pids=() pid
    begin_file
    for ((worker = 0; worker < workers; worker++)); do
        run_rows "$worker" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid"
    done
}

teardown_file() { end_file; }

# run_rows WORKER: runs the rows that are its part in a container that does nothing else, where the data directory is empty
run_rows() {
    local container=$PREFIX-rows$1
    docker run -d --name "$container" --hostname node1 --network none --label "$label=$PREFIX" --entrypoint sleep "$image" infinity >/dev/null
    docker cp "$here/resolve.sh" "$container:/tmp/"
    docker exec -i "$container" bash -c "$(cat "$here/run_rows.sh")" < <(
        awk -F '\t' -v OFS='\t' -v worker="$1" -v workers="$workers" \
            '($2 == "container" || $2 == "both") && NR % workers == worker { print NR, $3, $5 }' "$table"
    )
    docker cp "$container:/tmp/rows/." "$BATS_FILE_TMPDIR/" >/dev/null
}

# row NUMBER: whether a row came to what is expected
row() {
    local expected
    IFS=$'\t' read -r _ _ _ _ expected < <(sed -n "$1p" "$table")
    cd "$BATS_FILE_TMPDIR/$1" || return 1
    cat errors said 2>/dev/null || true # for the output of a test that fails
    [ ! -s written ]
    case $expected in
        error:*) refuses "${expected#error:}" ;;
        *) gives "$expected" ;;
    esac
}

# refuses MESSAGE: the entrypoint has said the message and no other on standard error, and has exited with 1
refuses() {
    local message
    message=$(printf '%b' "$1")
    message=${message//[[:cntrl:]]/?}
    [ "$(cat status)" = 1 ]
    [ "$(grep ' ERROR:  ' said | sed 's/^.* ERROR:  //')" = "$message" ]
}

# gives WORDS: the variables came to these values
gives() {
    local word value key
    [ "$(cat status)" = 0 ]
    set -f
    for word in $1; do
        printf -v value '%b' "${word#*=}"
        key=${word%%=*}
        key=${key,,}
        printf 'wanted %s=%s\n' "$key" "$value"
        grep -q -x -F -e "$key=$value" said
    done
}

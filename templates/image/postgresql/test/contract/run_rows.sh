# shellcheck shell=bash
# Read by a shell inside the image, with the container's part of the rows on standard input: number, variables, expectation. Runs the entrypoint
# for each, and keeps what it says, its exit status and what it has written in /tmp/rows/NUMBER.
set -euf

# variables_of WORDS: sets options to the words for `env`
variables_of() {
    local word value
    options=()
    [ "$1" != - ] || return 0
    for word in $1; do
        printf -v value '%b_' "${word#*=}"
        options+=("${word%%=*}=${value%_}")
    done
}

while IFS=$'\t' read -r number words expected; do
    here=/tmp/rows/$number
    mkdir -p "$here"
    variables_of "$words"
    status=0
    case $expected in
        error:*) env "${options[@]}" POSTGRES_PASSWORD=superuser docker-entrypoint.sh >/dev/null 2>"$here/said" </dev/null || status=$? ;;
        *) env "${options[@]}" POSTGRES_PASSWORD=superuser bash /tmp/resolve.sh >"$here/said" 2>"$here/errors" </dev/null || status=$? ;;
    esac
    echo "$status" >"$here/status"
    find /var/lib/postgresql/data /run/postgresql -mindepth 1 >"$here/written"
done

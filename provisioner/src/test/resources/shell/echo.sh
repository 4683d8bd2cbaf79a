# Functions for tests of the script itself.
# shellcheck shell=sh

# echo_words WORD...: prints each word and a bar
echo_words() {
    printf '%s|' "$@"
}

# echo_fail STATUS: fails
echo_fail() {
    echo "it failed" >&2
    return "$1"
}

# echo_broken: fails in its middle
echo_broken() {
    false
    true
}

# echo_touch FILE: makes a file
echo_touch() {
    : >"$1"
}

# echo_eat WORD: reads all of standard input
echo_eat() {
    cat >/dev/null
}

# echo_limit: prints how long an SQL statement may take here
echo_limit() {
    # shellcheck disable=SC2154  # the prelude sets it
    printf '%s' "${sql_limit:-none}"
}

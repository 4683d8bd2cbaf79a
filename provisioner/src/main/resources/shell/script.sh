# The user's own scripts: one that looks and one that mends.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them

# script_probe TEXT: runs TEXT; prints its exit status; its output goes to standard error
script_probe() {
    script_run 60 "$1"
    echo "$?"
}

# script_apply TEXT: runs TEXT
script_apply() {
    script_run 3600 "$1"
}

# script_run SECONDS TEXT: runs TEXT from a file that only root can read, with nothing to read and no descriptor of ours
script_run() {
    printf '%s\n' "$2" >"$scratch/script.sh" || return
    timeout --kill-after=10 "$1" sh "$scratch/script.sh" >&2 </dev/null 3>&- 9>&-
}

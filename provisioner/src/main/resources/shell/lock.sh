# The run lock: one run at a time changes a host. It is a kernel lock on an open file, held by a script that lives exactly as long
# as the controller's connection and is gone with it, whatever ends either.
# shellcheck shell=sh
# shellcheck disable=SC2154  # set by the prelude

# lock_take OWNER: takes the lock, waits for what an earlier run left at work, replies, and holds the lock until the controller ends
# or has sent nothing for 30 seconds
lock_take() {
    # shellcheck disable=SC2174  # /run is there on every Linux
    mkdir -p -m 0700 /run/pgprov
    exec 8>>/run/pgprov/run.lock
    : >"$scratch/out"
    if ! flock -n 8; then
        cat /run/pgprov/run.owner >"$scratch/err" 2>/dev/null
        prelude_reply "$call_id" 75
        return
    fi
    printf '%s\n' "$1" >/run/pgprov/run.owner
    exec 9>>/run/pgprov/stage.lock
    until flock -w 2 9; do
        prelude_progress "$(cat /run/pgprov/stage.progress 2>/dev/null)"
    done
    exec 9>&-
    : >"$scratch/err"
    prelude_reply "$call_id" 0
    while [ "$(timeout 30 head -c 1 <&4 8>&- | wc -c)" -gt 0 ]; do
        :
    done
}

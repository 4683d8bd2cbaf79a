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
    # the lock of a run that was killed while it waited below is gone within two seconds
    if ! flock -w 3 8; then
        cat /run/pgprov/run.owner >"$scratch/err" 2>/dev/null
        prelude_reply "$call_id" 75
        return
    fi
    printf '%s\n' "$1" >/run/pgprov/run.owner
    exec 9>>/run/pgprov/stage.lock
    lock_await || return
    exec 9>&-
    : >"$scratch/err"
    prelude_reply "$call_id" 0
    while lock_listen 30; do
        :
    done
}

# lock_await: waits for the stage lock for as long as the controller is there, and says what its holder does
lock_await() {
    lock_silence=0
    lock_said=
    until flock -w 1 9; do
        lock_doing=$(cat /run/pgprov/stage.progress 2>/dev/null)
        if [ "$lock_doing" != "$lock_said" ]; then
            lock_said=$lock_doing
            prelude_progress "$lock_doing"
        fi
        lock_listen 0.1
        case $? in
        0) lock_silence=0 ;;
        1) return 1 ;;
        *) lock_silence=$((lock_silence + 1)) ;;
        esac
        # of a little more than a second each
        [ "$lock_silence" -lt 27 ] || return 1
    done
}

# lock_listen SECONDS: waits for a sign of life; status 1 where the controller has ended, 2 where it has been silent
lock_listen() {
    lock_heard=$({ timeout "$1" head -c 1 <&4; echo " $?"; } 8>&- 9>&-)
    case $lock_heard in
    ' 124') return 2 ;;
    ' '*) return 1 ;;
    esac
}

# lock_guard OWNER: fails where another run has taken the lock since OWNER did; asked under the stage lock, which that other run
# waits for, so that of two runs one at most changes the host, however long one of them was silent
lock_guard() {
    lock_owner=$(cat /run/pgprov/run.owner 2>/dev/null) || :
    if [ "$lock_owner" != "$1" ]; then
        echo "this run was silent for too long, and another has taken over: $lock_owner" >&2
        return 1
    fi
}

#!/usr/bin/env bats
# Whether another program uses a file, in whatever container.

load ../helpers.bash

setup() {
    file=$BATS_TEST_TMPDIR/postmaster.pid
    other=$BATS_TEST_TMPDIR/1262
    touch "$file" "$other"
}

# look SECONDS: sets status to what the entrypoint would be told
look() {
    status=0
    printf '%s\0' "$other" | perl "$root/entrypoint.d/scripts/init/is_in_use.pl" "$1" "$file" || status=$?
}

@test "nobody uses it" {
    look 1
    [ "$status" = 0 ]
}

@test "a program has a file of the directory open, or postmaster.pid itself" {
    exec {open}<"$other"
    look 1
    [ "$status" = 3 ]
    exec {open}<&- {open}<"$file"
    look 1
    [ "$status" = 3 ]
    exec {open}<&-
}

@test "a program opens postmaster.pid after a while, and is not held up" {
    local begun=$SECONDS
    { sleep 1 && cat "$file"; } &
    look 20
    [ "$status" = 3 ]
    wait $!
    [ $((SECONDS - begun)) -lt 18 ]
}

@test "a file of the data directory that vanishes while it is looked through tells nothing" {
    local -A wanted=([pgdata]=$BATS_TEST_TMPDIR)
    local scripts=$root/entrypoint.d/scripts
    # shellcheck source=/dev/null
    . "$scripts/init/locks.sh"
    findmnt() { echo ext4; }
    set -o pipefail
    # what `find` looks for and does not find any more: pg_wal
    is_in_use 1
    exec {open}<"$other"
    status=0
    is_in_use 1 || status=$?
    exec {open}<&-
    [ "$status" = 3 ]
}

@test "a file that is not there, or is somebody else's, tells nothing" {
    rm "$other"
    look 1
    [ "$status" = 0 ]
    rm "$file"
    look 1
    [ "$status" = 4 ]
}

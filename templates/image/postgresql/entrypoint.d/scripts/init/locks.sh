# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh declares what all share
# Who may write into the data directory: one container at a time, and none while a server runs in it that is not of this image.
#
# Containers of this image hold a lock on the directory. Other servers, such as the official image's, do not; they leave postmaster.pid, whose
# number says nothing in this container: it may be free here while that server runs, or taken by a program of ours while it is long gone. So
# before it starts a server the image writes down when, and then which; a postmaster.pid that does not fit this record is somebody else's.
#
# Whether such a server runs is not to be seen from here, but what it does is: every server opens its postmaster.pid once a minute, and ends itself
# where that is no longer its own. It looks when it wakes, so that there may be two minutes between one look and the next.
readonly foreign_patience=125
readonly record_line='# Which server the image has started here last: by this it knows a postmaster.pid of its own.'

# lock_data: takes the lock that no second container may have on the same volume
lock_data() {
    exec {data_lock}<"${wanted[pgdata]}"
    flock -n "$data_lock" ||
        die "another container uses ${wanted[pgdata]}" "two servers on one data directory destroy it: stop the other one first"
}

# server_record: prints the name of the file that says which server of this image was started last
server_record() { printf '%s/pgprov.server' "${wanted[pgdata]}"; }

# record_start: writes down that a server of ours is started from now on
record_start() {
    printf '%s\nsince=%s\n' "$record_line" "$EPOCHSECONDS" >"$(server_record).new"
    # as durable as postmaster.pid is
    sync "$(server_record).new"
    mv -fT "$(server_record).new" "$(server_record)"
    sync "${wanted[pgdata]}"
}

# record_server: writes down which server it is, when it has written postmaster.pid
record_server() {
    local lines
    mapfile -t lines <"${wanted[pgdata]}/postmaster.pid" || return 0
    printf '%s\nsince=%s\nserver=%s %s\n' "$record_line" "${lines[2]}" "${lines[0]}" "${lines[2]}" >"$(server_record).new"
    mv -fT "$(server_record).new" "$(server_record)"
}

# is_own_server PID START: whether these lines of a postmaster.pid are of a server that this image has started. Ours is never process 1; a server for
# a single user writes its number below zero.
is_own_server() {
    local since
    [[ $1 =~ ^-?[0-9]+$ && $2 =~ ^[0-9]+$ && ${1#-} -ne 1 ]] || return 1
    ! grep -q -x -F "server=$1 $2" "$(server_record)" 2>/dev/null || return 0
    # killed before it was written down which one
    ! grep -q '^server=' "$(server_record)" 2>/dev/null || return 1
    since=$(sed -n 's/^since=//p' "$(server_record)" 2>/dev/null) || return 1
    [[ $since =~ ^[0-9]+$ && $2 -ge $since && $2 -le $((since + 60)) ]]
}

# refuse_foreign_server: ends the start where a server may run in the data directory that is none of this image's; changes nothing, unless
# it is proved that none runs there any more
refuse_foreign_server() {
    local file=${wanted[pgdata]}/postmaster.pid lines=() status=0
    [ -e "$file" ] || return 0
    mapfile -t lines <"$file"
    ! is_own_server "${lines[0]:-}" "${lines[2]:-}" || return 0
    log_log "$file is of a server that this image has not started, process ${lines[0]:-unknown}: looking for up to $foreign_patience s whether it runs"
    : >"${wanted[private]}/looking" # the health check is not to open the file
    is_in_use "$foreign_patience" || status=$?
    rm -f "${wanted[private]}/looking"
    case $status in
        0)
            log_warning "no program has used ${wanted[pgdata]} for $foreign_patience s: that server was killed, removing its postmaster.pid"
            rm -f "$file"
            ;;
        3) die "a server that this image has not started runs in ${wanted[pgdata]} (postmaster.pid, process ${lines[0]:-unknown})" "stop it first; nothing was changed" ;;
        *)
            die "a server that this image has not started uses ${wanted[pgdata]}, or was killed in it (postmaster.pid, process ${lines[0]:-unknown}), and this filesystem does not tell which" \
                "stop it. If it is dead: start it once more as it was and stop it cleanly, or remove $file when you are sure that no server runs there"
            ;;
    esac
}

# is_in_use SECONDS: succeeds where no program, of any container of this machine, has a file of the data directory open or opens postmaster.pid
# within SECONDS; returns 3 where one does, and 4 where that cannot be told
is_in_use() {
    local pgdata=${wanted[pgdata]}
    # others may be used from elsewhere, which this kernel knows nothing of
    [[ $(findmnt -n -o FSTYPE -T "$pgdata") =~ ^(ext[234]|xfs|btrfs|zfs|f2fs|tmpfs)$ ]] || return 4
    # a file may vanish while it looks
    { find "$pgdata/" "$pgdata/pg_wal/" -type f -print0 2>/dev/null || true; } | perl "$scripts/init/is_in_use.pl" "$1" "$pgdata/postmaster.pid"
}

# remove_stale_locks: what a server of ours left when its container was killed; the number in it may be taken by any program of ours before the
# new server looks, which would take that for another server
remove_stale_locks() {
    local directory file lines
    while IFS= read -r directory; do
        for file in "${wanted[pgdata]}/postmaster.pid" "$directory"/.s.PGSQL.*.lock; do
            mapfile -t lines 2>/dev/null <"$file" || continue
            # the second line is the data directory; what is private is ours, whatever it says
            [[ ${lines[1]:-} == "${wanted[pgdata]}" && $directory != "${wanted[private]}" ]] || [[ $file == "${wanted[private]}"/* ]] || continue
            [[ $file == "${wanted[private]}"/* ]] || is_own_server "${lines[0]}" "${lines[2]:-}" || continue
            log_log "removing $file of a container that was killed"
            rm -f "$file"
        done
    done < <(printf '%s\n' "${wanted[private]}" && list "${settings[unix_socket_directories]:-/var/run/postgresql}")
}

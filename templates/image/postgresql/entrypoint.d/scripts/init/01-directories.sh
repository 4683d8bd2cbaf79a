# shellcheck shell=bash disable=SC2154  # variables.sh declares what all share
# The data directory: whose it is, what is in it, and the staging directory in which a new one is made.
#
# PGDATA is a mount point as a rule, which cannot be replaced by a rename. So a cluster is made in PGDATA/.pgprov-new/data, and when it
# is complete its entries are moved up, PG_VERSION last: until then the directory is no cluster to anyone. The file `marker` beside it
# says what is made and how far it is; it is the proof that the directory is ours.

# validate_directories: notes what is wrong with PGDATA; changes nothing
validate_directories() {
    local pgdata=${wanted[pgdata]} owner
    if [[ $pgdata != /* || $pgdata == / ]]; then
        mistake "PGDATA must be an absolute path: $pgdata"
        return 0
    fi
    if [ -n "${wanted[waldir]}" ] && [[ ${wanted[waldir]} != /* || $(realpath -m "${wanted[waldir]}")/ == "$(realpath -m "$pgdata")"/* ]]; then
        mistake "POSTGRES_INITDB_WALDIR must be an absolute path outside PGDATA: ${wanted[waldir]}"
    fi
    if [ ! -d "$pgdata" ]; then
        validate_parent "$pgdata"
        return 0
    fi
    owner=$(stat -L -c %u "$pgdata")
    if [ "$owner" -ne "$EUID" ]; then
        mistake "$pgdata belongs to uid $owner, and this container runs as uid $EUID" \
            "chown -R $EUID it on the host,$([ "$owner" -eq 0 ] || echo " run the container with --user $owner,") or set PGDATA to a directory below it"
    elif is_read_only "$pgdata"; then
        mistake "$pgdata is on a read-only filesystem" "mount the volume writable"
    elif [ ! -r "$pgdata" ] || [ ! -w "$pgdata" ] || [ ! -x "$pgdata" ]; then
        mistake "$pgdata is not writable for uid $EUID" "chmod 0700 it on the host"
    elif [ -e "$pgdata/PG_VERSION" ] && [ "$(<"$pgdata/PG_VERSION")" != "${wanted[major]}" ]; then
        mistake "$pgdata holds a cluster of PostgreSQL $(<"$pgdata/PG_VERSION"), and this image has PostgreSQL ${wanted[major]}" \
            "use an image of that version, or dump and restore, or pg_upgrade; nothing was changed"
    fi
}

# validate_parent PGDATA: notes why a directory that is not there cannot be made
validate_parent() {
    local parent=$1
    if [ -e "$1" ] || [ -L "$1" ]; then
        mistake "$1 is no directory" "mount a volume there, or set PGDATA"
        return 0
    fi
    while [ ! -d "$parent" ]; do
        parent=$(dirname "$parent")
    done
    if is_read_only "$parent"; then
        mistake "$1 is not there, and $parent is on a read-only filesystem" "mount a volume at $1"
    elif [ ! -w "$parent" ]; then
        mistake "$1 is not there, and uid $EUID may not make it in $parent" "mount a volume there, or make it for uid $EUID"
    fi
}

# is_read_only DIRECTORY: whether its filesystem is mounted so
is_read_only() {
    [[ ,$(findmnt -n -o OPTIONS -T "$1" 2>/dev/null), == *,ro,* ]]
}

# prepare_directories: makes what is missing, and takes the lock that no second container may have on the same volume
prepare_directories() {
    local pgdata=${wanted[pgdata]}
    prepare_private
    know_account
    mkdir -p "$pgdata"
    lock_data
    prepare refuse_foreign_server # in a group of its own: it may take minutes
    # as postgres wants it: 0700, or 0750 where the group may read
    case $(stat -L -c %a "$pgdata") in
        700 | 750) ;;
        *) chmod 0700 "$pgdata" ;;
    esac
    remove_stale_locks
}

# prepare_private: a directory for sockets and the password file that are nobody else's; it may be on a tmpfs
prepare_private() {
    local private=${wanted[private]}
    mkdir -p "$private" 2>/dev/null ||
        die "cannot make $private" "with a read-only root filesystem, mount a tmpfs at /run/postgresql"
    if [ -L "$private" ] || [[ ! $(stat -c '%u %a' "$private") =~ ^$EUID\ [0-7]?700$ ]]; then
        die "$private is not ours alone" "remove it; no other account may make it"
    fi
    rm -f "$private/upstream" "$private/away" "$private/away.new" "$private/looking" "$private/superuser"
}

# know_account: PostgreSQL's programs want a name for the account they run as, which an arbitrary uid does not have
know_account() {
    local library file=${wanted[private]}/account
    ! getent passwd "$EUID" >/dev/null || return 0
    library=$(find /usr/lib -name libnss_wrapper.so -print -quit)
    printf 'postgres:x:%d:%d:PostgreSQL:/var/lib/postgresql:/bin/bash\n' "$EUID" "$(id -g)" >"$file.passwd"
    printf 'postgres:x:%d:\n' "$(id -g)" >"$file.group"
    export LD_PRELOAD=$library NSS_WRAPPER_PASSWD=$file.passwd NSS_WRAPPER_GROUP=$file.group
}

# data_state: prints what PGDATA holds: empty, building, moving, standby, cluster or foreign
data_state() {
    local pgdata=${wanted[pgdata]} others
    [ -d "$pgdata" ] || {
        echo empty
        return
    }
    # links into the staging directory are ours, see link_configuration
    others=$(find "$pgdata/" -mindepth 1 -maxdepth 1 ! -name .pgprov-new ! -lname '.pgprov-new/data/*' -print -quit)
    if is_staging_ours && [ "$(marker_value state)" = moving ]; then
        echo moving
    elif [ -s "$pgdata/PG_VERSION" ] && [ -e "$pgdata/standby.signal" ]; then
        echo standby
    elif [ -s "$pgdata/PG_VERSION" ]; then
        echo cluster
    elif [ -n "$others" ]; then
        echo foreign
    elif [ ! -e "${wanted[staging]}" ]; then
        echo empty
    elif is_staging_ours; then
        echo building
    else
        echo foreign
    fi
}

# is_staging_ours: whether the staging directory is there and has our marker, or nothing yet
is_staging_ours() {
    local staging=${wanted[staging]}
    [ -d "$staging" ] && [ ! -L "$staging" ] || return 1
    [ -z "$(find "$staging" -mindepth 1 -maxdepth 1 ! -name marker ! -name marker.new ! -name data -print -quit)" ] || return 1
    [ -f "$staging/marker" ] || [ ! -e "$staging/data" ]
}

# marker_value KEY: prints what the marker says of KEY
marker_value() {
    sed -n "s/^$1=//p" "${wanted[staging]}/marker" 2>/dev/null || true
}

# write_marker KIND STATE: says what is made in the staging directory (initdb, clone) and how far it is (building, moving)
write_marker() {
    local marker=${wanted[staging]}/marker id
    id=$(marker_value id)
    printf '# A first start of pgprov'"'"'s image makes a cluster here; the next start goes on with it, or makes it anew.\nkind=%s\nstate=%s\nwaldir=%s\nid=%s\n' "$1" "$2" "${wanted[waldir]}" \
        "${id:-$(</proc/sys/kernel/random/uuid)}" >"$marker.new"
    sync "$marker.new"
    mv "$marker.new" "$marker"
    sync "${wanted[staging]}"
}

# begin_staging KIND: makes an empty staging directory, in place of what an interrupted start has left
begin_staging() {
    discard_staging
    if [ -n "${wanted[waldir]}" ]; then
        mkdir -p "${wanted[waldir]}"
        [ -z "$(find "${wanted[waldir]}/" -mindepth 1 -print -quit)" ] ||
            die "POSTGRES_INITDB_WALDIR is not empty: ${wanted[waldir]}" "it is left as it is"
    fi
    mkdir -m 0700 "${wanted[staging]}"
    write_marker "$1" building
}

# discard_staging: removes what an interrupted start has left, and nothing that is not ours
discard_staging() {
    [ -e "${wanted[staging]}" ] || return 0
    is_staging_ours || die "${wanted[staging]} is not ours" "it is left as it is"
    log_log "a former start was interrupted: beginning anew"
    discard_wal
    find "${wanted[pgdata]}/" -mindepth 1 -maxdepth 1 -lname '.pgprov-new/data/*' -delete
    # the marker last, so that this too can be interrupted
    rm -rf "${wanted[staging]}/data"
    rm -rf "${wanted[staging]}"
}

# discard_wal: empties the WAL directory of an interrupted start, where its owner's mark says that it was that start
discard_wal() {
    local waldir id
    waldir=$(marker_value waldir)
    id=$(marker_value id)
    [ -n "$waldir" ] && [ -n "$id" ] && [ "$(cat "$waldir/.pgprov-owner" 2>/dev/null)" = "$id" ] || return 0
    find "$waldir/" -mindepth 1 ! -name .pgprov-owner -delete
    rm -f "$waldir/.pgprov-owner"
}

# place_wal: takes the WAL of a complete cluster to POSTGRES_INITDB_WALDIR. It is made in the staging directory like all else, and the directory gets
# a mark with the id of this start first: what has another mark, or none and something in it, is not ours.
place_wal() {
    local waldir=${wanted[waldir]} wal=${wanted[staging]}/data/pg_wal
    [ -n "$waldir" ] && [ ! -L "$wal" ] || return 0
    exec {wal_lock}<"$waldir"
    flock -n "$wal_lock" || die "another container uses $waldir" "give each server a POSTGRES_INITDB_WALDIR of its own"
    [ -z "$(find "$waldir/" -mindepth 1 -print -quit)" ] ||
        die "POSTGRES_INITDB_WALDIR is not empty any more: $waldir" "it is left as it is"
    marker_value id >"$waldir/.pgprov-owner"
    sync "$waldir/.pgprov-owner" "$waldir"
    cp -a "$wal/." "$waldir/"
    sync -f "$waldir"
    rm -rf "$wal"
    ln -s "$waldir" "$wal"
}

# place_staging: moves the entries of a complete cluster up to where they belong; goes on with a move that was interrupted
place_staging() {
    local pgdata=${wanted[pgdata]} data=${wanted[staging]}/data entry waldir
    if [ "$(marker_value state)" != moving ]; then
        place_wal
        chmod "$(stat -c %a "$data")" "$pgdata"
        write_marker "$(marker_value kind)" moving
    fi
    if [ -d "$data" ]; then
        for entry in "$data"/* "$data"/.[!.]*; do
            [ -e "$entry" ] || [ -L "$entry" ] || continue
            [ "${entry##*/}" = PG_VERSION ] || move_entry "$entry"
        done
        [ ! -e "$data/PG_VERSION" ] || move_entry "$data/PG_VERSION"
        rmdir "$data"
    fi
    sync "$pgdata"
    waldir=$(marker_value waldir)
    [ -z "$waldir" ] || [ "$(cat "$waldir/.pgprov-owner" 2>/dev/null)" != "$(marker_value id)" ] || rm -f "$waldir/.pgprov-owner"
    rm -f "${wanted[staging]}/marker"
    rmdir "${wanted[staging]}"
}

# move_entry PATH: moves one entry of the staging directory up, over nothing
move_entry() {
    local target=${wanted[pgdata]}/${1##*/}
    if [ -e "$target" ] || [ -L "$target" ]; then
        die "$target came into being while the cluster was made" "it is left as it is; move it away and start again"
    fi
    mv -T "$1" "$target"
}

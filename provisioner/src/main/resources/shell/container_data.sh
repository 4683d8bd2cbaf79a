# What a container has of its host: the directories that are mounted, and the data directory above all. Nothing here removes or overwrites data.
#
# secrets/superuser_password is the seal: with a password in it, the image makes a cluster where there is none; empty, it says that one was
# made for this instance; and where it is not there, none was.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# container_data_folders: makes what is mounted, where it is missing, so that no engine makes it for root; but no data directory that was there
container_data_folders() {
    if [ ! -e "$pg_data_dir" ]; then
        container_data_guard || return 1
    fi
    for container_folder in "$pg_home_dir" "$pg_data_dir"; do
        if [ ! -e "$container_folder" ]; then
            mkdir -p "$(dirname "$container_folder")" && install -d -o "$pg_owner" -g "$pg_owner" -m 0700 "$container_folder" || return 1
        fi
    done
    if [ ! -e "$pg_conf_dir" ]; then
        install -d -m 0755 "$pg_conf_dir" || return 1
    fi
    container_data_unseal
}

# container_data_unseal: puts the password there that the image makes a cluster with, unless one was made before. Nobody asks for it: the
# account logs in through the socket. What it does is to let the image make a cluster where there is none.
container_data_unseal() {
    if [ ! -e "$pg_home_dir/superuser_password" ]; then
        od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n' | container_data_password
    fi
}

# container_data_seal: takes that password away once there is a cluster, so that the container makes no other one, empty as it would be, when it
# starts some day with the disk of the data directory not mounted
container_data_seal() {
    if [ -s "$pg_home_dir/superuser_password" ]; then
        container_data_password </dev/null
    fi
}

# container_data_password: puts standard input in its place, at once: an empty one means something
container_data_password() {
    container_new=$pg_home_dir/.superuser_password.pgprov
    cat >"$container_new" && chown "$pg_owner:$pg_owner" "$container_new" && sync "$container_new" &&
        mv -fT "$container_new" "$pg_home_dir/superuser_password"
}

# container_data_sealed: whether a cluster was made for this instance
container_data_sealed() {
    [ -e "$pg_home_dir/superuser_password" ] && [ ! -s "$pg_home_dir/superuser_password" ]
}

# container_data_lost: whether a cluster was made for this instance, and is not where it was
container_data_lost() {
    container_data_sealed && [ ! -s "$pg_data_dir/PG_VERSION" ]
}

# container_data_guard: fails where that is so: an empty server would take its place
container_data_guard() {
    if container_data_lost; then
        echo "a cluster was made here before, and $pg_data_dir does not hold it: is its disk mounted?" >&2
        return 1
    fi
}

# container_data_known: whether a cluster in the data directory is this container's, as its seal says, or, before there is one, the file that
# the image writes into all that it makes and clones; not one of the host's own, or of another image
container_data_known() {
    container_data_sealed ||
        { [ -s "$pg_data_dir/PG_VERSION" ] && [ -e "$pg_data_dir/pgprov.conf" ] && ! container_data_elsewhere >/dev/null; }
}

# container_data_adoption: prints the command by which an administrator makes a cluster in the data directory this container's
container_data_adoption() {
    printf 'install -d -o %s -g %s -m 0700 %s && install -o %s -g %s -m 0600 /dev/null %s\n' "$pg_owner" "$pg_owner" "$pg_home_dir" \
        "$pg_owner" "$pg_owner" "$pg_home_dir/superuser_password"
}

# container_data_elsewhere: prints where this instance has its data by the other kind of deployment; fails where it has none there. A cluster
# that the host's packages have made beside one of a container that was there before is no concern of that container.
container_data_elsewhere() {
    if [ -z "$pg_engine" ]; then
        container_secrets=/var/lib/pgprov/$pg_version/$pg_instance/secrets
        if [ -e "$container_secrets/superuser_password" ]; then
            echo "in a container, by ${container_secrets%/*}"
            return
        fi
    elif ! container_data_sealed; then
        for container_found in "/etc/postgresql/$pg_version/$pg_instance/postgresql.conf" "/var/lib/pgsql/$pg_version/data/PG_VERSION"; do
            if [ -e "$container_found" ]; then
                echo "on the host itself, by $container_found"
                return
            fi
        done
    fi
    return 1
}

# container_data_vacate: makes the data directory that a container is to fill, and fails where it holds anything of somebody's
container_data_vacate() {
    if [ -L "$pg_data_dir" ]; then
        echo "$pg_data_dir is a symbolic link: set pg_data_dir to the directory it stands for" >&2
        return 1
    fi
    if [ -e "$pg_data_dir" ] && ! grep -q -x state=moving "$pg_data_dir/.pgprov-new/marker" 2>/dev/null &&
        [ -n "$(find "$pg_data_dir" -mindepth 1 -maxdepth 1 ! -name .pgprov-new | head -n 1)" ]; then
        echo "$pg_data_dir is not empty: it is left as it is" >&2
        return 1
    fi
    mkdir -p "$(dirname "$pg_data_dir")" && install -d -o "$pg_owner" -g "$pg_owner" -m 0700 "$pg_data_dir"
}

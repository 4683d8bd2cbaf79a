# Repositories of Debian packages, one deb822 file each.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets them
# needs: file package

# apt_repository_probe FILE KEY_FILE: as file_probe for FILE; before it a line "fetched yes|no" and a line for the key, as file_probe
apt_repository_probe() {
    if [ -f "$1" ] && [ -n "$(apt_repository_lists "$1")" ]; then
        echo fetched
    else
        echo unfetched
    fi
    if [ -n "$2" ]; then
        file_probe "$2" hide ''
    else
        echo nokey
    fi
    file_probe "$1" show ''
}

# apt_repository_lists FILE: prints the package lists on this host that came from the repositories of FILE
apt_repository_lists() {
    # shellcheck disable=SC2016  # for apt
    apt-get indextargets -o Dir::Etc::sourcelist="$1" -o Dir::Etc::sourceparts=- \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= --format '$(FILENAME)' 'Created-By: Packages' 2>/dev/null |
        while IFS= read -r repository_list; do
            if [ -e "$repository_list" ]; then
                echo "$repository_list"
            fi
        done
}

# apt_repository_write FILE SEEN CONTENT KEY_FILE KEY_SEEN KEY: puts key and file in place and fetches just its lists; a repository that does not answer is taken out again
apt_repository_write() {
    if [ -n "$4" ]; then
        (umask 022 && mkdir -p "${4%/*}")
        file_write "$4" root root 0644 "$5" "$6" || return 1
    fi
    rm -f "$scratch/repository"
    if [ -e "$1" ]; then
        cp "$1" "$scratch/repository"
    fi
    file_write "$1" root root 0644 "$2" "$3" || return 1
    if package_update -o Dir::Etc::sourcelist="$1" -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0; then
        return 0
    fi
    if [ -e "$scratch/repository" ]; then
        cat "$scratch/repository" >"$1"
    else
        rm -f "$1"
    fi
    echo "the repository was not added: the host could not fetch its package lists" >&2
    return 1
}

# Directories: their existence, owner and mode, never their content.
# shellcheck shell=sh
# needs: file

# directory_probe PATH: prints "kind TAB owner TAB group TAB mode"; a link to a directory counts as the directory
directory_probe() {
    if [ -d "$1" ]; then
        printf 'directory\t%s\n' "$(file_access "$1/")"
    elif [ -L "$1" ] || [ -e "$1" ]; then
        printf 'other\t%s\n' "$(stat -c %F "$1")"
    else
        echo absent
    fi
}

# directory_create PATH OWNER GROUP MODE: makes it and, with mode 0755, what is missing above it
directory_create() {
    (umask 022 && mkdir -p "$(dirname "$1")") || return 1
    # mkdir fails where something has appeared there since the plan
    mkdir -m 0700 "$1" && directory_attributes "$@"
}

# directory_attributes PATH OWNER GROUP MODE: sets owner, group and mode
directory_attributes() {
    if [ ! -d "$1" ]; then
        echo "$1 has changed since the plan: it is no directory" >&2
        return 1
    fi
    chown "$(prelude_account "$2"):$(prelude_account "$3")" "$1/" && chmod "$4" "$1/"
}

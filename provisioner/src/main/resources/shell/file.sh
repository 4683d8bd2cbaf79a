# Files whose whole content is managed: looked at by checksum, replaced by a rename, never written in place.
# shellcheck shell=sh

# file_probe PATH show|hide MARKER: prints "kind TAB owner TAB group TAB mode TAB sha256 TAB marked", then the content if it may be shown
file_probe() {
    if [ -L "$1" ]; then
        printf 'symlink\t%s\n' "$(readlink "$1")"
    elif [ ! -e "$1" ]; then
        echo absent
    elif [ ! -f "$1" ]; then
        printf 'other\t%s\n' "$(stat -c %F "$1")"
    else
        file_sum=$(sha256sum <"$1") || return
        printf 'file\t%s\t%s\t%s\n' "$(file_access "$1")" "${file_sum%% *}" "$(file_marked "$1" "$3")"
        if [ "$2" = show ]; then
            head -c 1048576 "$1"
        fi
    fi
}

# file_access PATH: prints "owner TAB group TAB mode"
file_access() {
    prelude_access "$1" | awk -F '\t' '{ print $2 "\t" $3 "\t" $1 }'
}

# file_marked PATH MARKER: says yes where the first line holds MARKER
file_marked() {
    file_first=
    IFS= read -r file_first <"$1" || :
    case $file_first in
    *"$2"*) echo yes ;;
    *) echo no ;;
    esac
}

# file_guard PATH SEEN: fails unless PATH is what the plan saw: absent, or a plain file of that SHA-256
file_guard() {
    if [ -L "$1" ]; then
        echo "$1 is a symbolic link: it is not replaced" >&2
        return 1
    fi
    file_now=absent
    if [ -e "$1" ]; then
        file_now=$(sha256sum <"$1") || return 1
    fi
    if [ "${file_now%% *}" != "$2" ]; then
        echo "$1 has changed since the plan: it is left as it is" >&2
        return 1
    fi
}

# file_write PATH OWNER GROUP MODE SEEN CONTENT: puts CONTENT in place by a rename, if PATH is still what the plan saw
file_write() {
    file_guard "$1" "$5" || return 1
    file_dir=${1%/*}
    if [ ! -d "$file_dir/" ]; then
        echo "directory $file_dir does not exist" >&2
        return 1
    fi
    # leftovers of a run that was killed
    rm -f "$file_dir/.${1##*/}.pgprov-"??????
    file_new=$(mktemp "$file_dir/.${1##*/}.pgprov-XXXXXX") || {
        file_full "$file_dir"
        return 1
    }
    if printf '%s' "$6" >"$file_new" && chown "$(prelude_account "$2"):$(prelude_account "$3")" "$file_new" && chmod "$4" "$file_new" && sync "$file_new" &&
        file_guard "$1" "$5" && mv -fT "$file_new" "$1"; then
        sync "$file_dir/"
        return 0
    fi
    rm -f "$file_new"
    file_full "$file_dir"
    echo "$1 was not replaced" >&2
    return 1
}

# file_full DIRECTORY: says so where the filesystem has no space or inodes left
file_full() {
    if [ "$(df -P "$1/" | awk 'NR == 2 { print $4 }')" = 0 ]; then
        echo "no space is left on the filesystem of $1" >&2
    fi
    if [ "$(df -Pi "$1/" | awk 'NR == 2 { print ($2 > 0 && $4 == 0) }')" = 1 ]; then
        echo "no inodes are left on the filesystem of $1" >&2
    fi
}

# file_attributes PATH OWNER GROUP MODE: sets owner, group and mode of a plain file
file_attributes() {
    if [ -L "$1" ] || [ ! -f "$1" ]; then
        echo "$1 has changed since the plan: it is no plain file" >&2
        return 1
    fi
    chown "$(prelude_account "$2"):$(prelude_account "$3")" "$1" && chmod "$4" "$1"
}

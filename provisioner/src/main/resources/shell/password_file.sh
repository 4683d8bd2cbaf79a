# A password file of libpq that is pgprov's alone. Its content is never printed.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude
# needs: file

# password_file_probe PATH MARKER: as file_probe, without the content
password_file_probe() {
    file_probe "$1" hide "$2"
}

# password_file_write PATH SEEN CONTENT: puts it in place with the only owner and mode that the postgres account's libpq accepts
password_file_write() {
    if [ ! -e "${1%/*}/" ]; then
        (umask 022 && mkdir -p "$(dirname "${1%/*}")") || return 1
        mkdir -m 0700 "${1%/*}" || return 1
        chown "$pg_owner:$pg_owner" "${1%/*}" || return 1
    fi
    file_write "$1" postgres postgres 0600 "$2" "$3"
}

# password_file_attributes PATH: sets owner and mode
password_file_attributes() {
    file_attributes "$1" postgres postgres 0600
}

# shellcheck shell=sh disable=SC2034
# What boot.sh remembers of a lab host and reset.sh puts back. Sourced by both, so that they cannot disagree.
# Paths are relative to /.

lab_state=/var/lib/lab
lab_sites='etc home root srv mnt opt usr/local var/backups var/lib/pgprov var/lib/postgresql var/log/postgresql var/tmp'

# lab_list: every path under the sites that exist, one a line, sorted for comm.
# /etc/hosts and its like are mounts that the engine owns; systemd's private directories come and go with units that start meanwhile.
lab_list() {
    for lab_site in $lab_sites; do
        [ -e "$lab_site" ] && printf '%s\0' "$lab_site"
    done | xargs -0 -I{} find {} -path 'var/tmp/systemd-private-*' -prune -o -path etc/hosts -o -path etc/hostname -o -path etc/resolv.conf -o -print | LC_ALL=C sort
}

#!/bin/sh
# Puts a running lab host back to its first state, in a fraction of the time that a new host takes:
# no firewall rule of the lab, no server, no cluster, no file of pgprov's.
set -eu
cd /
# shellcheck source=lab/host/sites.sh
. /usr/lib/lab/sites.sh

# /etc is put back below, and with it would go the configuration of a package that came since, and its users.
if ! cmp -s /var/lib/dpkg/status "$lab_state/packages"; then
    echo 'reset: packages were installed or removed since the first start: this host cannot be reset' >&2
    exit 3
fi

nft delete table inet lab 2>/dev/null || true

# Containers of an engine inside, and what it keeps for them; its images stay.
for engine in docker podman; do
    if command -v "$engine" >/dev/null 2>&1; then
        [ "$engine" = podman ] || systemctl restart docker.service
        "$engine" ps -aq | xargs -r "$engine" rm -f -v >/dev/null
    fi
done

# Nothing here is worth a clean shutdown: the data goes anyway.
systemctl stop --no-block 'pgprov*' 2>/dev/null || true
systemctl kill --signal=KILL 'postgresql@*' 'pgprov*' 2>/dev/null || true

# running_as_postgres: ids of what runs as postgres, in a unit or not (a clone that was detached by setsid, say).
running_as_postgres() { ps -o pid= -u postgres 2>/dev/null || true; }

tries=100
while pids=$(running_as_postgres) && [ -n "$pids" ]; do
    # shellcheck disable=SC2086  # a list of ids
    kill -KILL $pids 2>/dev/null || true
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || {
        echo "reset: still running as postgres after 10 s:" >&2
        ps -f -u postgres >&2
        exit 1
    }
    sleep 0.1
done
systemctl stop 'postgresql@*' 2>/dev/null || true

# What a test mounted on a site (a small disk, a data directory of its own).
while read -r _ point _; do
    for site in $lab_sites; do
        case ${point#/} in
            etc/hosts | etc/hostname | etc/resolv.conf) ;;
            "$site"/*) umount -l "$point" ;;
        esac
    done
done </proc/mounts

# The bulk at once; then what else is new by name.
rm -rf /etc/postgresql/* /var/lib/postgresql/* /run/postgresql/.s.* /run/pgprov* /run/lock/pgprov* /tmp/* /dev/shm/PostgreSQL.*
lab_list | LC_ALL=C comm -13 "$lab_state/state.list" - | xargs -r -d '\n' rm -rf --
tar -xpf "$lab_state/state.tar"

systemctl daemon-reload
systemctl reset-failed

#!/bin/sh
# Runs before sshd at every start of a lab host; does its work at the first.
set -eu
umask 077
# shellcheck source=lab/host/sites.sh
. /usr/lib/lab/sites.sh

if [ ! -e /etc/ssh/ssh_host_ed25519_key ]; then
    ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
fi

# Copied in before the start, so that the password is in no argv and no environment.
if [ -e /etc/lab-operator-password ]; then
    { printf 'operator:'; cat /etc/lab-operator-password; echo; } | chpasswd
    rm /etc/lab-operator-password
fi

if [ ! -e "$lab_state/state.tar" ]; then
    mkdir -p "$lab_state"
    cd /
    lab_list >"$lab_state/state.list"
    cp /var/lib/dpkg/status "$lab_state/packages"
    tar -cf "$lab_state/state.tar" --no-recursion -T "$lab_state/state.list"
fi

#!/bin/sh
# First process of a lab host: lets systemd have its cgroup tree, then becomes systemd.
# An engine on cgroup v2 mounts the tree read-only into containers that are not privileged, and systemd ends at once
# when it cannot write there. On cgroup v1 it gets by without.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mount -o remount,rw /sys/fs/cgroup
fi
exec /sbin/init

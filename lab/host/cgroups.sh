#!/bin/sh
# Lets an engine inside a lab host make control groups: on cgroup v1 the outer engine mounts every hierarchy read-only.
# `bind`: the flag is of the mount alone, plain remounting says that it is busy.
set -eu
grep ' cgroup ' /proc/mounts | cut -d ' ' -f 2 | while read -r hierarchy; do
    mount -o remount,bind,rw "$hierarchy"
done

# What a host is: operating system, memory, processors, disks, directories.
# Answers are lines of KEY=VALUE; the caller reads each value as it stands, to the end of its line.
# shellcheck shell=sh
# shellcheck disable=SC2154  # the prelude sets the pg_* variables

# facts_probe: prints everything known about the host
facts_probe() {
    facts_release
    printf 'architecture=%s\n' "$(uname -m)"
    facts_memory
    facts_cpus
    facts_first machine_id /etc/machine-id
    facts_first boot_id /proc/sys/kernel/random/boot_id
    printf 'systemd=%s\n' "$has_systemd"
    printf '%s\n' "pg_conf_dir=$pg_conf_dir" "pg_data_dir=$pg_data_dir" "pg_bin_dir=$pg_bin_dir" "pg_home_dir=$pg_home_dir"
    facts_disks
}

# facts_first KEY FILE: prints the first line of FILE under KEY; empty where there is no such file
facts_first() {
    facts_line=
    if [ -r "$2" ]; then
        IFS= read -r facts_line <"$2" || :
    fi
    printf '%s=%s\n' "$1" "$facts_line"
}

# facts_release: prints what os-release(5) says; the file is shell by its definition
facts_release() (
    ID=
    VERSION_ID=
    VERSION_CODENAME=
    PRETTY_NAME=
    if [ -r /etc/os-release ]; then
        # shellcheck disable=SC1091  # on the host
        . /etc/os-release
    fi
    printf '%s\n' "os_id=$ID" "os_version=$VERSION_ID" "os_codename=$VERSION_CODENAME" "os_name=$PRETTY_NAME"
)

# facts_memory: prints MemTotal in kB, and each limit in bytes that a control group sets on services
facts_memory() {
    while read -r facts_key facts_value _; do
        if [ "$facts_key" = MemTotal: ]; then
            printf 'memory_kb=%s\n' "$facts_value"
            break
        fi
    done </proc/meminfo
    if [ "$pg_memory" -gt 0 ]; then
        printf 'memory_limit=%s\n' "$pg_memory"
    fi
    for facts_file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/system.slice/memory.max \
        "/sys/fs/cgroup/system.slice/system-postgresql.slice/memory.max" "/sys/fs/cgroup/system.slice/$pg_unit/memory.max" \
        "/sys/fs/cgroup/system.slice/system-postgresql.slice/$pg_unit/memory.max" \
        /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory/system.slice/memory.limit_in_bytes; do
        if [ -r "$facts_file" ]; then
            facts_first memory_limit "$facts_file"
        fi
    done
}

# facts_cpus: prints the processors that this process may run on, and each quota as QUOTA PERIOD in microseconds
facts_cpus() {
    printf 'cpus=%s\n' "$(nproc)"
    for facts_file in /sys/fs/cgroup/cpu.max /sys/fs/cgroup/system.slice/cpu.max; do
        if [ -r "$facts_file" ]; then
            facts_first cpu_quota "$facts_file"
        fi
    done
    for facts_file in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
        if [ -r "$facts_file/cpu.cfs_quota_us" ] && [ -r "$facts_file/cpu.cfs_period_us" ]; then
            read -r facts_quota <"$facts_file/cpu.cfs_quota_us"
            read -r facts_period <"$facts_file/cpu.cfs_period_us"
            printf 'cpu_quota=%s %s\n' "$facts_quota" "$facts_period"
            break
        fi
    done
}

# facts_disks: prints size and free bytes of the filesystems where data and WAL are or will be, and whether the disk rotates
facts_disks() {
    facts_existing "${pg_data_dir}"
    facts_data=$facts_path
    facts_existing "${pg_wal_dir:-$pg_data_dir/pg_wal}"
    {
        timeout -s KILL 20 df -B 1 --output=size,avail -- "$facts_data" "$facts_path" ||
            echo "df does not tell the size of the filesystems of $facts_data and $facts_path" >&2
    } | {
        read -r _
        read -r facts_size facts_free
        printf 'data_total=%s\ndata_free=%s\n' "$facts_size" "$facts_free"
        read -r facts_size _
        printf 'wal_total=%s\n' "$facts_size"
    }
    # a device number as stat(2) gives it: 12 bits of major number from bit 8, the minor number around them (makedev(3))
    facts_device=$((0x$(stat -L -c %D -- "$facts_data")))
    facts_block=/sys/dev/block/$((facts_device >> 8 & 0xfff)):$((facts_device & 0xff | facts_device >> 12 & 0xfff00))
    for facts_file in "$facts_block/queue/rotational" "$facts_block/../queue/rotational"; do
        if [ -r "$facts_file" ]; then
            facts_first rotational "$facts_file"
            break
        fi
    done
}

# facts_existing PATH: sets facts_path to the nearest directory upwards that exists
facts_existing() {
    facts_path=$1
    until [ -e "$facts_path" ]; do
        facts_path=${facts_path%/*}
        facts_path=${facts_path:-/}
    done
}

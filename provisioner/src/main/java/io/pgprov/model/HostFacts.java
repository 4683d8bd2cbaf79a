package io.pgprov.model;

/// What a host is, as it answered.
///
/// @param osId `ID` of `/etc/os-release`: `debian`
/// @param osVersion `VERSION_ID`: `12`; empty where the release has none yet
/// @param osCodename `VERSION_CODENAME`: `bookworm`
/// @param osName `PRETTY_NAME`
/// @param architecture as `uname -m`
/// @param memoryBytes memory that processes may use: the smaller of MemTotal and the control group's limit
/// @param cpus processors that processes may use
/// @param machineId `/etc/machine-id`
/// @param bootId changes at every boot
/// @param systemd whether systemd manages services
/// @param directories where the platform keeps things
/// @param dataFreeBytes bytes that an unprivileged account can still write where the data directory is or will be
/// @param dataTotalBytes size of that filesystem in bytes
/// @param walTotalBytes size of the filesystem of the WAL directory in bytes
/// @param rotational whether that filesystem's disk says that it rotates
public record HostFacts(
        String osId,
        String osVersion,
        String osCodename,
        String osName,
        String architecture,
        long memoryBytes,
        int cpus,
        String machineId,
        String bootId,
        boolean systemd,
        Directories directories,
        long dataFreeBytes,
        long dataTotalBytes,
        long walTotalBytes,
        boolean rotational) {}

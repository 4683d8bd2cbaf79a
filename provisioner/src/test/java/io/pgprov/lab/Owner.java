package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The process that started a lab, as a label on all that it made. A process id alone is not enough: ids are used
/// again, and mean nothing after a reboot or in another process namespace.
record Owner(String boot, String namespace, long pid, long startedMillis) {

    static Owner self() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(currentBoot(), currentNamespace(), self.pid(), startedMillis(self));
    }

    static Optional<Owner> parse(String label) {
        String[] parts = label.split("/");
        if (parts.length != 4) {
            return Optional.empty();
        }
        return Optional.of(
                new Owner(parts[0], parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3])));
    }

    String label() {
        return "%s/%s/%d/%d".formatted(boot, namespace, pid, startedMillis);
    }

    /// Whether this process is certainly gone. Of one in another namespace we cannot know, so it is taken for alive.
    boolean isGone() {
        if (!boot.equals(currentBoot())) {
            return true;
        }
        if (!namespace.equals(currentNamespace())) {
            return false;
        }
        return ProcessHandle.of(pid)
                .filter(process -> startedMillis(process) == startedMillis)
                .isEmpty();
    }

    private static long startedMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String currentBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String currentNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

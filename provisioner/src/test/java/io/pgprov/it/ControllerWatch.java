package io.pgprov.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Watches a process on this machine, and all that it starts, for secrets in arguments and environment, until it ends.
final class ControllerWatch {

    private static final long NANOS_BETWEEN_SAMPLES = 10_000_000;

    private final Needles needles;
    private final Set<String> given;
    private final SortedSet<String> found = new TreeSet<>();
    private int samples;

    /// @param given names of variables in which the user hands secrets over: they are not looked at
    ControllerWatch(Needles needles, Set<String> given) {
        this.needles = needles;
        this.given = Set.copyOf(given);
    }

    /// Looks again and again until the process has ended.
    ControllerWatch until(ProcessHandle process) {
        while (process.isAlive()) {
            Stream.concat(Stream.of(process), process.descendants()).forEach(this::sample);
            LockSupport.parkNanos(NANOS_BETWEEN_SAMPLES);
        }
        return this;
    }

    /// A process that has ended meanwhile has neither, and is no sample.
    private void sample(ProcessHandle process) {
        String arguments = read(process, "cmdline");
        String environment =
                Arrays.stream(read(process, "environ").split("\0"))
                        .filter(entry -> !given.contains(entry.split("=", 2)[0]))
                        .collect(Collectors.joining("\0"));
        if (arguments.isEmpty() || environment.isEmpty()) {
            return;
        }
        samples++;
        String program = Path.of(arguments.split("\0")[0]).getFileName().toString();
        note(arguments, " in argv of " + program);
        note(environment, " in environment of " + program);
    }

    private void note(String text, String where) {
        needles.in(text).forEach(form -> found.add(form.substring(0, form.indexOf('/')) + where));
    }

    private static String read(ProcessHandle process, String what) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), what);
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /// How often a process was looked at whose arguments and environment could be read.
    int samples() {
        return samples;
    }

    /// `NAME in argv of PROGRAM`, `NAME in environment of PROGRAM`.
    SortedSet<String> found() {
        return found;
    }
}

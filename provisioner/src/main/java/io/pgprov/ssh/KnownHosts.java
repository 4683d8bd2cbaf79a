package io.pgprov.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Lines of known_hosts files, and OpenSSH's verdict on a key (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"; `hostfile.c` of
/// OpenSSH 9).
///
/// `@revoked` lines come before everything else, over all files. `@cert-authority` lines never match a plain key.
record KnownHosts(List<KnownHostsLine> lines) {

    /// What the files say about a key.
    sealed interface Verdict {
        record Known() implements Verdict {}

        record Unknown() implements Verdict {}

        record Revoked(KnownHostsLine line) implements Verdict {}

        /// Other keys are known for the host, and not this one.
        record Changed(List<KnownHostsLine> known) implements Verdict {}
    }

    KnownHosts {
        lines = List.copyOf(lines);
    }

    /// Reads the files in order; a file that does not exist knows no host.
    static KnownHosts read(List<Path> files) throws IOException {
        List<KnownHostsLine> lines = new ArrayList<>();
        for (Path file : files) {
            try {
                // Names may be in any encoding; a line is compared byte by byte.
                lines.addAll(parse(file, Files.readString(file, StandardCharsets.ISO_8859_1)));
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return new KnownHosts(lines);
    }

    static List<KnownHostsLine> parse(Path file, String text) {
        List<KnownHostsLine> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            KnownHostsLine.parse(file, number, line).ifPresent(lines::add);
        }
        return lines;
    }

    /// The verdict on a key that the host has just proved to have.
    Verdict check(String address, int port, HostKey key) {
        Optional<KnownHostsLine> revoked =
                lines.stream()
                        .filter(line -> line.marker() == KnownHostsLine.Marker.REVOKED)
                        .filter(line -> names(address, port).stream().anyMatch(line::names))
                        .filter(line -> line.key().equals(key))
                        .findFirst();
        if (revoked.isPresent()) {
            return new Verdict.Revoked(revoked.get());
        }
        List<KnownHostsLine> known = known(address, port);
        if (known.stream().anyMatch(line -> line.key().equals(key))) {
            return new Verdict.Known();
        }
        boolean exact = known.stream().anyMatch(line -> line.names(name(address, port)));
        return exact ? new Verdict.Changed(known) : new Verdict.Unknown();
    }

    /// Names of the signature algorithms for which a key of this host is known, so that the host is asked for one of these.
    List<String> algorithms(String address, int port) {
        Set<String> algorithms = new LinkedHashSet<>();
        for (KnownHostsLine line : known(address, port)) {
            algorithms.addAll(line.key().signatureAlgorithms());
        }
        return List.copyOf(algorithms);
    }

    /// As ssh does: only where no line names the host with its port, a line without a port counts.
    private List<KnownHostsLine> known(String address, int port) {
        for (String name : names(address, port)) {
            List<KnownHostsLine> known =
                    lines.stream()
                            .filter(line -> line.marker() == KnownHostsLine.Marker.NONE)
                            .filter(line -> line.names(name))
                            .toList();
            if (!known.isEmpty()) {
                return known;
            }
        }
        return List.of();
    }

    private static List<String> names(String address, int port) {
        String bare = address.toLowerCase(Locale.ROOT);
        return port == 22 ? List.of(bare) : List.of(name(address, port), bare);
    }

    /// The name under which a host stands in the file: `db1`, or `[db1]:2222` for another port than 22.
    static String name(String address, int port) {
        String lower = address.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }
}

package io.pgprov.ssh;

import io.pgprov.ssh.config.SmallFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lines of known_hosts files, and OpenSSH's verdict on a key (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"; `hostfile.c` of
/// OpenSSH 9).
///
/// `@revoked` lines come before everything else, over all files. `@cert-authority` lines never match a plain key,
/// and other lines never the authority of a certificate.
record KnownHosts(List<KnownHostsLine> lines) {

    /// What the files say about a key.
    sealed interface Verdict {
        record Known() implements Verdict {}

        /// @param flaw what is wrong with the certificate that the host showed
        record Unknown(Optional<String> flaw) implements Verdict {}

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
                lines.addAll(parse(file, SmallFile.text(file)));
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
    Verdict check(KnownName name, HostKey offered) {
        return check(name, offered, HostCertificate.Rules.of(Optional.empty(), Instant.now()));
    }

    /// A certificate counts where a line trusts its authority for the host and it is flawless itself; else, as with ssh, the key
    /// inside it is judged like any other.
    Verdict check(KnownName name, HostKey offered, HostCertificate.Rules rules) {
        if (!HostCertificate.isOne(offered)) {
            return revoked(name, offered).orElseGet(() -> plain(name, offered));
        }
        Optional<HostCertificate> parsed = HostCertificate.parse(offered);
        if (parsed.isEmpty()) {
            return new Verdict.Unknown(Optional.of("its certificate cannot be read"));
        }
        HostCertificate certificate = parsed.get();
        Optional<Verdict> revoked =
                revoked(name, certificate.key()).or(() -> revoked(name, certificate.authority()));
        if (revoked.isPresent()) {
            return revoked.get();
        }
        if (!trusts(name, certificate.authority())) {
            return plain(name, certificate.key());
        }
        Optional<String> flaw = certificate.flaw(name.host(), rules);
        if (flaw.isEmpty()) {
            return new Verdict.Known();
        }
        Verdict plain = plain(name, certificate.key());
        return plain instanceof Verdict.Unknown ? new Verdict.Unknown(flaw) : plain;
    }

    /// Whoever revokes a certificate revokes its key.
    private Optional<Verdict> revoked(KnownName name, HostKey key) {
        return lines.stream()
                .filter(line -> line.marker() == KnownHostsLine.Marker.REVOKED)
                .filter(line -> name.names().stream().anyMatch(line::names))
                .filter(line -> line.key().equals(key) || line.key().plain().equals(key))
                .findFirst()
                .map(Verdict.Revoked::new);
    }

    private boolean trusts(KnownName name, HostKey authority) {
        return lines.stream()
                .filter(line -> line.marker() == KnownHostsLine.Marker.CERT_AUTHORITY)
                .filter(line -> line.key().equals(authority))
                .anyMatch(line -> name.names().stream().anyMatch(line::names));
    }

    private Verdict plain(KnownName name, HostKey key) {
        List<KnownHostsLine> known = known(name);
        if (known.stream().anyMatch(line -> line.key().equals(key))) {
            return new Verdict.Known();
        }
        boolean exact = known.stream().anyMatch(line -> line.names(name.exact()));
        return exact ? new Verdict.Changed(known) : new Verdict.Unknown(Optional.empty());
    }

    /// Names of the signature algorithms for which a key of this host is known, so that the host is asked for one of these;
    /// certificates first where an authority is trusted for it.
    List<String> algorithms(KnownName name) {
        Set<String> algorithms = new LinkedHashSet<>();
        boolean authority =
                lines.stream()
                        .filter(line -> line.marker() == KnownHostsLine.Marker.CERT_AUTHORITY)
                        .anyMatch(line -> name.names().stream().anyMatch(line::names));
        if (authority) {
            algorithms.addAll(ClientConfig.CERTIFICATES);
        }
        for (KnownHostsLine line : known(name)) {
            algorithms.addAll(line.key().signatureAlgorithms());
        }
        return List.copyOf(algorithms);
    }

    /// As ssh does: only where no line names the host with its port, a line without a port counts.
    private List<KnownHostsLine> known(KnownName name) {
        for (String one : name.names()) {
            List<KnownHostsLine> known =
                    lines.stream()
                            .filter(line -> line.marker() == KnownHostsLine.Marker.NONE)
                            .filter(line -> line.names(one))
                            .toList();
            if (!known.isEmpty()) {
                return known;
            }
        }
        return List.of();
    }
}

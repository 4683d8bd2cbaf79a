package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.model.Problem;
import io.pgprov.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/// Judges the key of one host during its handshake, before anything is sent that a wrong host should not see.
///
/// A certificate of a host is never accepted: plain keys are asked for first, and a server that has a certificate has the plain
/// key too.
final class HostKeyCheck implements HostKeyVerifier {

    private final ConnectionSettings settings;
    private final KnownHostsFiles files;
    private final KnownHosts known;
    private volatile Optional<Problem> refusal = Optional.empty();
    private volatile boolean greeted;

    HostKeyCheck(ConnectionSettings settings, KnownHostsFiles files) throws IOException {
        this.settings = settings;
        this.files = files;
        this.known = files.of(settings.knownHosts());
    }

    /// Why the key was refused, where it was.
    Optional<Problem> refusal() {
        return refusal;
    }

    /// Whether the server has greeted: only then are algorithms proposed to it.
    boolean greeted() {
        return greeted;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        greeted = true;
        return known.algorithms(settings.address(), settings.port());
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        HostKey offered = HostKey.of(key);
        if (offered.type().contains("-cert-v01@")) {
            refusal = Optional.of(certificate());
        } else {
            refusal = judge(offered);
        }
        return refusal.isEmpty();
    }

    private Optional<Problem> judge(HostKey key) {
        Verdict verdict = known.check(settings.address(), settings.port(), key);
        if (verdict instanceof Verdict.Unknown
                && settings.hostKeys() == HostKeys.ACCEPT_NEW
                && !settings.knownHosts().isEmpty()) {
            try {
                verdict =
                        files.append(
                                settings.knownHosts(), settings.address(), settings.port(), key);
            } catch (IOException e) {
                return Optional.of(unwritable(e));
            }
        }
        return switch (verdict) {
            case Verdict.Known() -> Optional.empty();
            case Verdict.Unknown() -> Optional.of(unknown(key));
            case Verdict.Revoked(KnownHostsLine line) -> Optional.of(revoked(key, line));
            case Verdict.Changed(List<KnownHostsLine> lines) -> Optional.of(changed(key, lines));
        };
    }

    private Problem unknown(HostKey key) {
        String ssh = SshCommand.of(settings);
        return problem(
                "the host key of " + name() + " is not known: " + shown(key),
                "compare it with `ssh-keygen -lf` of /etc/ssh/ssh_host_*_key.pub on the host, then accept"
                        + " it with --accept-new or with `"
                        + ssh
                        + "`");
    }

    private Problem changed(HostKey key, List<KnownHostsLine> lines) {
        String expected =
                lines.stream()
                        .map(line -> shown(line.key()) + " (" + line.place() + ")")
                        .collect(Collectors.joining(", "));
        return problem(
                "the host key of "
                        + name()
                        + " has changed: known is "
                        + expected
                        + ", the host shows "
                        + shown(key),
                "someone may be in between, or the host was installed anew; if you know why, remove the"
                        + " old key with `ssh-keygen -R '"
                        + name()
                        + "' -f "
                        + lines.getFirst().file()
                        + "` and accept the new one");
    }

    private Problem revoked(HostKey key, KnownHostsLine line) {
        return problem(
                "the host key of " + name() + " is revoked in " + line.place() + ": " + shown(key),
                "give the host a new key; a revoked one is never accepted");
    }

    private Problem certificate() {
        return problem(
                "the host " + name() + " shows a certificate and no plain key",
                "put the host's plain key into " + knownHostsFile());
    }

    private Problem unwritable(IOException e) {
        return problem(
                "the new host key of " + name() + " cannot be recorded: " + e,
                "make " + knownHostsFile() + " writable, or add the key by hand");
    }

    private Problem problem(String what, String hint) {
        return Problem.of(what, hint).at("host " + settings.host());
    }

    private String name() {
        return KnownHosts.name(settings.address(), settings.port());
    }

    private String knownHostsFile() {
        return settings.knownHosts().isEmpty()
                ? "~/.ssh/known_hosts"
                : settings.knownHosts().getFirst().toString();
    }

    private static String shown(HostKey key) {
        return key.label() + " " + key.fingerprint();
    }
}

package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.model.Problem;
import io.pgprov.ssh.HostKeyAnswer.Standing;
import io.pgprov.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/// Judges the key of one host during its handshake, before anything is sent that a wrong host should not see.
///
/// A certificate counts where an authority is trusted for the host; without one, the key inside it is judged.
final class HostKeyCheck implements HostKeyVerifier {

    /// Shorter RSA keys are refused whatever the configuration says, as ssh does.
    private static final int LEAST_RSA_BITS = 1024;

    private final ConnectionSettings settings;
    private final KnownHostsFiles files;
    private final NewKeys newKeys;
    private final KnownHosts known;
    private final KnownName name;
    private volatile Optional<Verdict> verdict = Optional.empty();
    private volatile Optional<HostKey> shown = Optional.empty();
    private volatile Optional<Problem> refusal = Optional.empty();
    private volatile boolean greeted;

    HostKeyCheck(ConnectionSettings settings, KnownHostsFiles files, NewKeys newKeys)
            throws IOException {
        this.settings = settings;
        this.newKeys = newKeys;
        this.name = KnownName.of(settings);
        this.files = files;
        this.known = files.of(settings.knownHosts());
    }

    /// Why the key was refused, where it was.
    Optional<Problem> refusal() {
        return refusal;
    }

    /// What the known_hosts files say about the key that was shown, for a person who asks.
    HostKeyAnswer answer() {
        HostKey key = shown.orElseThrow();
        Standing standing =
                verdict.map(found ->
                                switch (found) {
                                    case Verdict.Known() -> Standing.MATCH;
                                    case Verdict.Unknown(Optional<String> _) -> Standing.UNKNOWN;
                                    case Verdict.Revoked(KnownHostsLine _) -> Standing.REVOKED;
                                    case Verdict.Changed(List<KnownHostsLine> _) ->
                                            Standing.CHANGED;
                                })
                        // A key refused before it was looked up: revoked by a file, or short.
                        .orElse(Standing.REVOKED);
        return new HostKeyAnswer(standing, name.exact(), shown(key), refusal);
    }

    /// The key that the host has shown, or its certificate.
    Optional<HostKey> offered() {
        return shown;
    }

    /// Whether the server has greeted: only then are algorithms proposed to it.
    boolean greeted() {
        return greeted;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        greeted = true;
        return known.algorithms(name);
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        HostKey offered = HostKey.of(key);
        shown = Optional.of(offered);
        refusal = revokedByFile(offered).or(() -> tooShort(offered)).or(() -> judge(offered));
        return refusal.isEmpty();
    }

    private Optional<Problem> judge(HostKey key) {
        Optional<String> signatures = settings.ssh().algorithms("casignaturealgorithms");
        HostCertificate.Rules rules = HostCertificate.Rules.of(signatures, Instant.now());
        verdict = Optional.of(known.check(name, key, rules));
        if (verdict.get() instanceof Verdict.Unknown
                && settings.hostKeys() == HostKeys.ACCEPT_NEW
                && !settings.knownHosts().isEmpty()) {
            try {
                verdict = Optional.of(recorded(key.plain()));
            } catch (IOException e) {
                return Optional.of(unwritable(e));
            }
        }
        return switch (verdict.get()) {
            case Verdict.Known() -> Optional.empty();
            case Verdict.Unknown(Optional<String> flaw) -> Optional.of(unknown(key, flaw));
            case Verdict.Revoked(KnownHostsLine line) -> Optional.of(revoked(key, line));
            case Verdict.Changed(List<KnownHostsLine> lines) -> Optional.of(changed(key, lines));
        };
    }

    private Verdict recorded(HostKey key) throws IOException {
        KnownHostsFiles.Appended appended =
                files.append(settings.knownHosts(), name, written(), key);
        if (appended.written()) {
            newKeys.told()
                    .accept(
                            new NewKeys.Recorded(
                                    name.exact(), shown(key), settings.knownHosts().getFirst()));
        }
        return appended.verdict();
    }

    /// As HashKnownHosts wants it.
    private String written() {
        return settings.ssh().is("hashknownhosts", "yes")
                ? KnownHostsLine.hashed(name.exact())
                : name.exact();
    }

    private Problem unknown(HostKey offered, Optional<String> flaw) {
        HostKey key = offered.plain();
        String ssh = SshCommand.of(settings);
        return problem(
                "the host key of "
                        + name.exact()
                        + " is not known: "
                        + shown(key)
                        + flaw.map(text -> "; its certificate does not prove it: " + text)
                                .orElse(""),
                "compare it with `ssh-keygen -lf` of /etc/ssh/ssh_host_*_key.pub on the host, then accept it with "
                        + newKeys.option().map(option -> option + " or with ").orElse("")
                        + "`"
                        + ssh
                        + "`"
                        + insisting());
    }

    /// What stands in the way of one who takes that advice.
    private String insisting() {
        if (SshCommand.forgets(settings)) {
            return "; UserKnownHostsFile names no file to keep it in, so give --known-hosts FILE too";
        }
        return settings.ssh().is("stricthostkeychecking", "false")
                ? "; StrictHostKeyChecking no accepts none here, accept-new would"
                : "";
    }

    private Problem changed(HostKey key, List<KnownHostsLine> lines) {
        String expected =
                lines.stream()
                        .map(line -> shown(line.key()) + " (" + line.place() + ")")
                        .collect(Collectors.joining(", "));
        return problem(
                "the host key of "
                        + name.exact()
                        + " has changed: known is "
                        + expected
                        + ", the host shows "
                        + shown(key),
                "someone may be in between, or the host was installed anew; if you know why, remove the"
                        + " old key with `ssh-keygen -R '"
                        + name.exact()
                        + "' -f "
                        + lines.getFirst().file()
                        + "` and accept the new one");
    }

    private Problem revoked(HostKey key, KnownHostsLine line) {
        return problem(
                "the host key of "
                        + name.exact()
                        + " is revoked in "
                        + line.place()
                        + ": "
                        + shown(key),
                "give the host a new key; a revoked one is never accepted");
    }

    private Optional<Problem> revokedByFile(HostKey offered) {
        return settings.ssh()
                .revokedKeys()
                .flatMap(file -> RevokedKeys.why(file, offered))
                .map(why ->
                        problem(
                                "the host key of "
                                        + name.exact()
                                        + " is refused: "
                                        + why
                                        + ": "
                                        + shown(offered.plain()),
                                "see RevokedHostKeys in the SSH configuration"));
    }

    private Optional<Problem> tooShort(HostKey offered) {
        int least = Math.max(settings.ssh().leastRsaBits(), LEAST_RSA_BITS);
        int bits = offered.plain().rsaBits().orElse(least);
        return bits >= least
                ? Optional.empty()
                : Optional.of(
                        problem(
                                "the RSA host key of "
                                        + name.exact()
                                        + " has only "
                                        + bits
                                        + " bits",
                                "give the host a longer one; at least "
                                        + least
                                        + " bits are needed"));
    }

    private Problem unwritable(IOException e) {
        return problem(
                "the new host key of " + name.exact() + " cannot be recorded: " + e,
                "make " + knownHostsFile() + " writable, or add the key by hand");
    }

    private Problem problem(String what, String hint) {
        return Problem.of(what, hint).at(settings.host());
    }

    private String knownHostsFile() {
        return settings.knownHosts().isEmpty()
                ? "~/.ssh/known_hosts"
                : settings.knownHosts().getFirst().toString();
    }

    private static String shown(HostKey key) {
        return key.plain().label() + " " + key.plain().fingerprint();
    }
}

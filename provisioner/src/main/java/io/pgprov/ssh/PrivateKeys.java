package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.ssh.config.HostConfig;
import io.pgprov.ssh.config.SmallFile;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import net.schmizz.sshj.Config;

/// The keys that a host is shown, in the order in which ssh shows them: certificates, keys of the agent that the configuration names,
/// other keys of the agent, key files. Files are read and passphrases asked for once for all hosts.
final class PrivateKeys {

    private final Config config;
    private final Passphrases asked;
    private final Map<Path, KeyFile> files = new ConcurrentHashMap<>();

    /// Agents that did not answer, and why.
    private final Map<Path, String> silent = new ConcurrentHashMap<>();

    private final Set<Path> hung = ConcurrentHashMap.newKeySet();

    PrivateKeys(Config config, Passphrases passphrases) {
        this.config = config;
        this.asked = inTurn(passphrases);
    }

    /// Without those that the configuration rules out.
    List<LoginKey> keys(ConnectionSettings settings) {
        return allowed(settings).filter(key -> ruledOut(key, settings.ssh()).isEmpty()).toList();
    }

    /// All keys, under the names that the configuration allows.
    private Stream<LoginKey> allowed(ConnectionSettings settings) {
        Optional<String> list = settings.ssh().algorithms("pubkeyacceptedalgorithms");
        return all(settings).stream().map(key -> key.only(list));
    }

    private static Optional<String> ruledOut(LoginKey key, HostConfig ssh) {
        if (key.algorithms().isEmpty()) {
            return Optional.of(key.label() + " would sign with no algorithm that is allowed");
        }
        HostKey plain = HostKey.ofBlob(key.blob()).plain();
        int bits = plain.rsaBits().orElse(Integer.MAX_VALUE);
        return bits < ssh.leastRsaBits()
                ? Optional.of(key.label() + " has " + bits + " bits, fewer than RequiredRSASize")
                : Optional.empty();
    }

    private List<LoginKey> all(ConnectionSettings settings) {
        List<KeyFile> named = files(settings);
        List<LoginKey> held = agent(settings.ssh());
        List<LoginKey> own = named.stream().flatMap(file -> file.key().stream()).toList();
        List<LoginKey> all = new ArrayList<>();
        certificates(settings.ssh(), named)
                .forEach(certificate -> all.addAll(certified(certificate, held, own)));
        all.addAll(
                held.stream()
                        .filter(key -> named.stream().anyMatch(file -> file.is(key.blob())))
                        .toList());
        if (!settings.ssh().identitiesOnly()) {
            all.addAll(held);
        }
        all.addAll(own);
        List<LoginKey> once = new ArrayList<>();
        for (LoginKey key : all) {
            if (once.stream().noneMatch(other -> Arrays.equals(other.blob(), key.blob()))) {
                once.add(key);
            }
        }
        return once;
    }

    /// Why keys could not be used, and the agent not asked.
    List<String> unusable(ConnectionSettings settings) {
        Stream<String> flaws = files(settings).stream().flatMap(file -> file.flaw().stream());
        Stream<String> ruledOut =
                allowed(settings).flatMap(key -> ruledOut(key, settings.ssh()).stream());
        Stream<String> agent =
                settings.ssh().agent().map(silent::get).filter(Objects::nonNull).stream();
        return Stream.of(flaws, ruledOut, agent).flatMap(Function.identity()).toList();
    }

    /// Whether somebody may be asked for a passphrase on the way in.
    boolean mayAsk(ConnectionSettings settings) {
        return files(settings).stream().anyMatch(KeyFile::locked);
    }

    private List<KeyFile> files(ConnectionSettings settings) {
        return settings.privateKeys().stream()
                .map(path -> files.computeIfAbsent(path, p -> new KeyFile(p, config, asked)))
                .toList();
    }

    /// One question at a time.
    private static Passphrases inTurn(Passphrases passphrases) {
        return new Passphrases() {
            @Override
            public synchronized Optional<char[]> passphrase(Path file) {
                return passphrases.passphrase(file);
            }

            @Override
            public boolean attended() {
                return passphrases.attended();
            }
        };
    }

    private List<LoginKey> agent(HostConfig ssh) {
        Optional<Path> socket = ssh.agent().filter(path -> !hung.contains(path));
        try {
            return socket.isPresent() ? new Agent(socket.get()).keys() : List.of();
        } catch (IOException | UnsupportedOperationException e) {
            // As ssh: no agent is no mistake. One that hangs is asked no more: no other host waits
            // for it.
            if (e instanceof SocketTimeoutException) {
                hung.add(socket.get());
            }
            silent.put(socket.get(), "the agent " + socket.get() + ": " + e.getMessage());
            return List.of();
        }
    }

    private static List<byte[]> certificates(HostConfig ssh, List<KeyFile> named) {
        Stream<Path> beside =
                named.stream()
                        .map(KeyFile::path)
                        .map(path -> path.resolveSibling(path.getFileName() + "-cert.pub"));
        return Stream.concat(ssh.certificateFiles().stream(), beside)
                .distinct()
                .flatMap(path -> publicKey(path).stream())
                .toList();
    }

    /// The key or certificate of a file of one line.
    static Optional<byte[]> publicKey(Path file) {
        try {
            return HostKey.ofLine(SmallFile.text(file)).map(HostKey::blob);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The certificate, signed for by the key that it certifies, wherever that is.
    private static List<LoginKey> certified(
            byte[] certificate, List<LoginKey> held, List<LoginKey> own) {
        HostKey shown = HostKey.ofBlob(certificate);
        byte[] plain = shown.plain().blob();
        return Stream.concat(held.stream(), own.stream())
                .filter(key -> Arrays.equals(key.blob(), plain))
                .limit(1)
                .map(key ->
                        new LoginKey(
                                key.label(),
                                certificate,
                                LoginKey.algorithms(shown.type()),
                                (algorithm, text) ->
                                        key.signer()
                                                .sign(
                                                        algorithm.replace(
                                                                HostCertificate.SUFFIX, ""),
                                                        text)))
                .toList();
    }
}

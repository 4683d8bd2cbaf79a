package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.ssh.config.HostConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.schmizz.sshj.Config;

/// The keys that a host is shown, in the order in which ssh shows them: certificates, keys of the agent that the configuration names,
/// other keys of the agent, key files. Files are read and passphrases asked for once for all hosts.
final class PrivateKeys {

    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final Config config;
    private final Passphrases asked;
    private final Map<Path, KeyFile> files = new ConcurrentHashMap<>();

    PrivateKeys(Config config, Passphrases passphrases) {
        this.config = config;
        this.asked = inTurn(passphrases);
    }

    List<LoginKey> keys(ConnectionSettings settings) {
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

    /// Why key files could not be used, and the agent not asked.
    List<String> unusable(ConnectionSettings settings) {
        return files(settings).stream().flatMap(file -> file.flaw().stream()).toList();
    }

    private List<KeyFile> files(ConnectionSettings settings) {
        List<Path> paths = settings.privateKeys();
        return (paths.isEmpty() && !settings.ssh().namesIdentities() ? usual() : paths)
                .stream().map(path -> files.computeIfAbsent(path, this::read)).toList();
    }

    private static List<Path> usual() {
        Path directory = Path.of(System.getProperty("user.home"), ".ssh");
        return USUAL.stream().map(directory::resolve).filter(Files::isRegularFile).toList();
    }

    private KeyFile read(Path path) {
        return KeyFile.read(path, config, asked);
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

    private static List<LoginKey> agent(HostConfig ssh) {
        try {
            Optional<Path> socket = ssh.agent();
            return socket.isPresent() ? new Agent(socket.get()).keys() : List.of();
        } catch (IOException | UnsupportedOperationException _) {
            // As ssh: no agent is no mistake.
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
            String[] words =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("[ \t]+");
            return words.length < 2
                    ? Optional.empty()
                    : HostKey.parse(words[0], words[1])
                            .map(key -> Base64.getDecoder().decode(key.base64()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The certificate, signed for by the key that it certifies, wherever that is.
    private static List<LoginKey> certified(
            byte[] certificate, List<LoginKey> held, List<LoginKey> own) {
        HostKey shown = HostKey.ofBlob(certificate);
        byte[] plain = Base64.getDecoder().decode(shown.plain().base64());
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
                                                                "-cert-v01@openssh.com", ""),
                                                        text)))
                .toList();
    }
}

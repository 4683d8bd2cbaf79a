package io.pgprov.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/// Private keys from files, each read once for all hosts.
final class PrivateKeys {

    /// A key file, read.
    sealed interface Loaded {
        record Usable(KeyProvider key) implements Loaded {}

        /// @param reason with the file's name: `/home/me/.ssh/id_ed25519 is encrypted`
        record Unusable(String reason) implements Loaded {}
    }

    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Config config;
    private final Map<Path, Loaded> loaded = new ConcurrentHashMap<>();

    PrivateKeys(Config config) {
        this.config = config;
    }

    /// The files given, or else those of `~/.ssh` that exist.
    List<Loaded> load(List<Path> files) {
        List<Loaded> keys = new ArrayList<>();
        for (Path file : files.isEmpty() ? usual() : files) {
            keys.add(loaded.computeIfAbsent(file, this::read));
        }
        return keys;
    }

    private static List<Path> usual() {
        Path directory = Path.of(System.getProperty("user.home"), ".ssh");
        return USUAL.stream().map(directory::resolve).filter(Files::isRegularFile).toList();
    }

    private Loaded read(Path file) {
        if (!Files.isReadable(file)) {
            return new Loaded.Unusable(
                    file + (Files.exists(file) ? " cannot be read" : " does not exist"));
        }
        Asked asked = new Asked();
        try (SSHClient client = new SSHClient(config)) {
            if (openToOthers(file)) {
                return new Loaded.Unusable(
                        file + " can be read by others, so ssh would ignore it (chmod 600)");
            }
            KeyProvider key = client.loadKeys(file.toString(), asked);
            key.getPrivate();
            key.getPublic();
            return new Loaded.Usable(key);
        } catch (IOException | RuntimeException e) {
            return new Loaded.Unusable(
                    asked.asked
                            ? file + " is encrypted, and there is nobody to ask for its passphrase"
                            : file + " is not a private key that can be used: " + e.getMessage());
        }
    }

    /// ssh, too, refuses a key file of one's own that others can read.
    private static boolean openToOthers(Path file) throws IOException {
        return Files.getOwner(file).getName().equals(System.getProperty("user.name"))
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    }

    /// Notes that a passphrase was asked for.
    private static final class Asked implements PasswordFinder {
        private boolean asked;

        @Override
        public char[] reqPassword(Resource<?> resource) {
            asked = true;
            return new char[0];
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}

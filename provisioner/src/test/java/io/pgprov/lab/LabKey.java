package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A lab's own directory with the key that opens its hosts and the host keys to expect of them.
record LabKey(Path directory) {

    static LabKey create(String labName) {
        try {
            var key = new LabKey(Files.createDirectories(directoryOf(labName)));
            KeyPair.generate("ed25519", "", key.privateKey(), "-C", labName);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path directoryOf(String labName) {
        return Engine.repository().resolve("provisioner/target/lab").resolve(labName);
    }

    static void delete(String labName) {
        Path directory = directoryOf(labName);
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path privateKey() {
        return directory.resolve("id_ed25519");
    }

    Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    String publicKey() {
        try {
            return Files.readString(directory.resolve("id_ed25519.pub"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks every host for its key through the engine, which we trust; a key scan would believe whoever answers.
    void trust(List<LabHost> hosts) {
        List<String> lines =
                Parallel.map(hosts, host -> host.knownAs("[127.0.0.1]:" + host.sshPort()));
        try {
            Files.write(knownHosts(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.pgprov.ssh;

import io.pgprov.ssh.config.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A file of keys that must not be accepted: RevokedHostKeys of `ssh_config(5)`, one public key per line or a [RevocationList].
///
/// Where the file, or a line of it, cannot be read, ssh accepts no key, and neither does this.
final class RevokedKeys {

    private RevokedKeys() {}

    /// Why the key is refused; empty where it is not.
    static Optional<String> why(Path file, HostKey offered) {
        try {
            byte[] bytes = SmallFile.bytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.startsWith(RevocationList.MAGIC)) {
                return RevocationList.revokes(bytes, offered)
                        ? Optional.of("it is revoked in " + file)
                        : Optional.empty();
            }
            int number = 0;
            for (String line : text.split("\n")) {
                number++;
                if (line.isBlank() || line.strip().startsWith("#")) {
                    continue;
                }
                Optional<HostKey> key = HostKey.ofLine(line).map(HostKey::plain);
                if (key.isEmpty()) {
                    return Optional.of(file + ":" + number + " is no public key");
                }
                if (names(key.get(), offered)) {
                    return Optional.of("it is revoked in " + file);
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "the list of revoked keys " + file + " cannot be read: " + e.getMessage());
        } catch (NoSuchFileException e) {
            return Optional.of("there is no list of revoked keys " + file);
        } catch (IOException e) {
            return Optional.of("the keys that are revoked cannot be read: " + e);
        }
    }

    private static boolean names(HostKey key, HostKey offered) {
        Stream<HostKey> authority = offered.certificate().map(HostCertificate::authority).stream();
        return Stream.concat(Stream.of(offered.plain()), authority).anyMatch(key::equals);
    }
}

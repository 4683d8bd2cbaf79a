package io.pgprov.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A file of keys that must not be accepted: RevokedHostKeys of `ssh_config(5)`, in its plain form of one public key per line.
///
/// Where the file cannot be read, ssh accepts no key, and neither does this. The binary form (KRL) cannot be read here.
final class RevokedKeys {

    private RevokedKeys() {}

    /// Why the key is refused; empty where it is not.
    static Optional<String> why(Path file, HostKey offered) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.startsWith("SSHKRL\n\0")) {
                return Optional.of(file + " is a KRL, which pgprov cannot read");
            }
            return text.lines().anyMatch(line -> names(line, offered))
                    ? Optional.of("it is revoked in " + file)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("the keys that are revoked cannot be read: " + e);
        }
    }

    private static boolean names(String line, HostKey offered) {
        String[] words = line.strip().split("[ \t]+");
        if (words.length < 2 || words[0].startsWith("#")) {
            return false;
        }
        Optional<HostKey> key = HostKey.parse(words[0], words[1]).map(HostKey::plain);
        Stream<HostKey> authority =
                HostCertificate.isOne(offered)
                        ? HostCertificate.parse(offered).map(HostCertificate::authority).stream()
                        : Stream.empty();
        return key.isPresent()
                && Stream.concat(Stream.of(offered.plain()), authority).anyMatch(key.get()::equals);
    }
}

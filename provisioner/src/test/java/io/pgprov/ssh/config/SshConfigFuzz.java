package io.pgprov.ssh.config;

import io.pgprov.fuzz.Input;
import io.pgprov.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whatever is in a configuration of ssh: it is read for a host, or refused with problems. It runs no command.
public final class SshConfigFuzz {

    private SshConfigFuzz() {}

    /// The input, of which no line includes what is elsewhere on this machine.
    private static byte[] within(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .map(line ->
                        line.toLowerCase(Locale.ROOT).contains("include")
                                ? line.replace('/', '_')
                                : line)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        Path file = Input.file("ssh/config", within(bytes));
        Account account =
                new Account(file.getParent(), "u", _ -> Optional.empty(), Account.Commands.REFUSED);
        try {
            new SshConfig(account, Optional.of(file)).resolve("db1", List.of()).text();
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}

package io.pgprov.ssh.config;

import io.pgprov.fuzz.Input;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whatever is in a configuration of ssh: it is read for a host, or refused with problems. It runs no command.
public final class SshConfigFuzz {

    private SshConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Path file = Input.file("ssh/config", bytes);
        Account account =
                new Account(file.getParent(), "u", _ -> Optional.empty(), Account.Commands.REFUSED);
        try {
            new SshConfig(account, Optional.of(file)).resolve("db1", List.of()).text();
        } catch (ProblemException e) {
            // what a line includes from elsewhere on this machine may say anything
            if (e.problems().stream().allMatch(p -> p.where().startsWith(file.toString()))) {
                Input.check(e, bytes);
            }
        }
    }
}

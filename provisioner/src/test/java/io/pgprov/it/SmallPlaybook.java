package io.pgprov.it;

import io.pgprov.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A playbook without PostgreSQL, for tests of what lies around every change: locks, signals, connections. Its only change
/// makes the file `/srv/made`, and waits while there is a `/srv/wait`.
final class SmallPlaybook {

    static final String TEXT =
            """
            - name: small
              tasks:
                - script:
                    name: small
                    probe: test -e /srv/made
                    apply: |
                      echo begun >>/srv/begun
                      while [ -e /srv/wait ]; do sleep 0.1; done
                      echo made >>/srv/made
            """;

    private SmallPlaybook() {}

    /// Its path, to be given with `--playbook`.
    static String in(Lab lab) {
        Path file = lab.directory().resolve("small.yml");
        try {
            return Files.writeString(file, TEXT).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

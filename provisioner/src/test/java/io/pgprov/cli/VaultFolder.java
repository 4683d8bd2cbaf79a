package io.pgprov.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A folder with the passwords of two vaults, and the commands that are run on it.
abstract class VaultFolder {

    static final String PLAIN = "secret: größe {{ x }}\nother: 日本\n";

    @TempDir Path folder;

    private final Screen screen = new Screen(Pipeline::new);

    @BeforeEach
    void passwords() throws IOException {
        write("old", "old password\n");
        write("new", "new pässword\n");
    }

    final Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    final Path script(String name, String text) throws IOException {
        Path file = write(name, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    final String file(String name) {
        return folder.resolve(name).toString();
    }

    final int run(String... args) {
        return screen.run(args);
    }

    final String printed() {
        return screen.out();
    }

    final String complaint() {
        return screen.err();
    }

    static final String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

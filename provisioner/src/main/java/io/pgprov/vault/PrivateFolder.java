package io.pgprov.vault;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// A folder of one's own for text that must not stay, with everything that an editor leaves beside it.
final class PrivateFolder {

    /// In memory, on Linux: what lies there never gets to a disk.
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;

    private PrivateFolder(Path folder) {
        this.folder = folder;
    }

    static PrivateFolder create() {
        Path base =
                Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                        ? MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return new PrivateFolder(
                    Files.createTempDirectory(
                            base,
                            "pgprov-vault-",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------"))));
        } catch (IOException e) {
            throw problem("cannot make a private folder in " + base, e);
        }
    }

    Path write(String name, byte[] content) {
        Path file = folder.resolve(name);
        try {
            PrivateFile.create(file, content);
            return file;
        } catch (IOException e) {
            throw problem("cannot write into " + folder, e);
        }
    }

    /// Overwrites every file and removes the folder. May be called twice, and at the same time.
    synchronized void wipe() {
        try {
            Files.walkFileTree(folder, new Wiper());
        } catch (NoSuchFileException e) {
            // Wiped already.
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            "could not remove " + folder + ", which holds decrypted text",
                            "remove it: rm -r " + folder));
        }
    }

    private static final class Wiper extends SimpleFileVisitor<Path> {

        private static final byte[] ZEROS = new byte[65_536];

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile()) {
                overwrite(file, attributes.size());
            }
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }

        /// Best effort: removing counts, and an editor may have taken our right to write.
        private static void overwrite(Path file, long size) {
            try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                for (long left = size; left > 0; left -= ZEROS.length) {
                    out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
                }
            } catch (IOException e) {
                // Removed next.
            }
        }
    }

    private static ProblemException problem(String what, IOException e) {
        return new ProblemException(
                Problem.of(
                        what + " (" + e.getClass().getSimpleName() + ")",
                        "decrypted text is kept nowhere else"));
    }
}

package io.pgprov.it;

import io.pgprov.lab.LocalCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The image that pgprov ships, built once by the engine of the machine that runs the tests.
final class ContainerImages {

    private static final String NAME = "pgprov-lab-image:15";

    private ContainerImages() {}

    private static Path archive;

    /// The image as a file, as `docker save` writes it. Each JVM asks once, and one at a time: two builds at once make two images.
    static synchronized Path archive() {
        if (archive == null) {
            Path folder = repository().resolve("provisioner/target/lab-images");
            try {
                Files.createDirectories(folder);
                try (FileChannel turn =
                                FileChannel.open(
                                        folder.resolve("lock"),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        FileLock _ = turn.lock()) {
                    archive = saved(built(), folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return archive;
    }

    /// The image's id.
    private static String built() {
        Path context = repository().resolve("templates/image/postgresql");
        LocalCommand.run("docker", "build", "-q", "-t", NAME, context.toString())
                .orThrow("docker build of the image");
        return LocalCommand.run("docker", "image", "inspect", "-f", "{{.Id}}", NAME)
                .orThrow("docker image inspect")
                .strip()
                .replace("sha256:", "");
    }

    private static Path saved(String id, Path folder) throws IOException {
        Path file = folder.resolve(id + ".tar");
        if (!Files.exists(file)) {
            Path partial = folder.resolve(id + ".partial");
            LocalCommand.run("docker", "save", "-o", partial.toString(), id).orThrow("docker save");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    /// A directory that an image is built from which differs from the one it names in little.
    static Path derived(Path folder, String from, String... lines) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("Dockerfile"),
                    "FROM " + from + "\n" + String.join("\n", List.of(lines)) + "\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This checkout; tests run in the module's folder or at the top.
    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("templates")) ? here : here.getParent();
    }
}

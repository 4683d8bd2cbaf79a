package io.pgprov.it;

import io.pgprov.lab.LocalCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The image that pgprov ships, built once by the engine of the machine that runs the tests.
final class ContainerImages {

    private static final String NAME = "pgprov-lab-image:15";

    private ContainerImages() {}

    /// The image as a file, as `docker save` writes it.
    static Path archive() {
        Path context = repository().resolve("templates/image/postgresql");
        LocalCommand.run("docker", "build", "-q", "-t", NAME, context.toString())
                .orThrow("docker build of the image");
        String id =
                LocalCommand.run("docker", "image", "inspect", "-f", "{{.Id}}", NAME)
                        .orThrow("docker image inspect")
                        .strip()
                        .replace("sha256:", "");
        Path file = repository().resolve("provisioner/target/lab-images/" + id + ".tar");
        if (!Files.exists(file)) {
            save(id, file);
        }
        return file;
    }

    private static void save(String id, Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            LocalCommand.run("docker", "save", "-o", partial.toString(), id).orThrow("docker save");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

package io.pgprov.resource.container;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that holds an image, as `docker save` and `podman save` write it, compressed by gzip or not: a tar file with a `manifest.json`
/// that names the image's configuration by its SHA-256 (github.com/moby/moby, image/spec/v1.2.md; image-spec of OCI for the second form).
final class ImageArchive {

    private static final Pattern CONFIGURATION =
            Pattern.compile("\"Config\"\\s*:\\s*\"(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?\"");

    /// By path, size and time: the name of the configuration may be at the end of a large file.
    private static final Known<List<String>, String> IDS = new Known<>();

    private ImageArchive() {}

    /// The one image of a file.
    ///
    /// @throws ProblemException where it cannot be read, or holds none or several
    static ImageSource sent(Path file) {
        String id = id(file);
        return new ImageSource.Sent(id, new ImageFile(id, file.toAbsolutePath().toString()));
    }

    static String id(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw problem(file, Files.exists(file) ? "is no file" : "is not there");
            }
            List<String> mark =
                    List.of(
                            file.toString(),
                            Long.toString(Files.size(file)),
                            Files.getLastModifiedTime(file).toString());
            return IDS.of(mark, () -> read(file));
        } catch (IOException e) {
            throw problem(file, "cannot be read: " + e.getMessage());
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Compressed.opened(file)) {
            String manifest =
                    Tar.find(in, "manifest.json")
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .orElseThrow(() -> problem(file, "holds no manifest.json"));
            Matcher matcher = CONFIGURATION.matcher(manifest);
            if (!matcher.find()) {
                throw problem(file, "names no configuration of an image");
            }
            String id = matcher.group(1);
            if (matcher.find()) {
                throw problem(file, "holds more than one image");
            }
            return id;
        }
    }

    private static ProblemException problem(Path file, String what) {
        return new ProblemException(
                Problem.of(
                        file + " " + what,
                        "container_image_archive is a file as `docker save -o FILE IMAGE` writes it, compressed by gzip or"
                                + " not at all"));
    }
}

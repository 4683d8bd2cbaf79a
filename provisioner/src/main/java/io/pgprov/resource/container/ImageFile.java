package io.pgprov.resource.container;

import io.pgprov.model.Upload;
import io.pgprov.shell.ShellCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An image as a file, as `docker save` writes it. It is sent compressed.
///
/// @param name of the file on the host: the id of the image
/// @param archive file on this machine; empty text: this machine's engine is asked for the image, once
record ImageFile(String name, String archive) implements Upload {

    @Override
    public String label() {
        return "the image";
    }

    @Override
    public ShellCall receive(long bytes) {
        return ShellCall.of("container_image_receive", name, Long.toString(bytes));
    }

    @Override
    public Body open() throws IOException {
        Path file = compressed();
        return new Body(Files.newInputStream(file), Files.size(file));
    }

    private Path compressed() throws IOException {
        if (archive.isEmpty()) {
            return Compressed.inCache().file(name, out -> LocalEngine.save(name, out));
        }
        Path given = Path.of(archive);
        if (!ImageArchive.id(given).equals(name)) {
            throw new IOException("it has changed since it was looked at; apply again");
        }
        if (Compressed.isGzip(given)) {
            return given;
        }
        return Compressed.inCache()
                .file(
                        name,
                        out -> {
                            Files.copy(given, out);
                            out.flush();
                        });
    }
}

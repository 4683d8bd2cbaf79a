package io.pgprov.resource.container;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Images compressed for the way to their hosts, in a folder of the user's cache: each is written once, and sent to all hosts as it is.
/// Hosts decompress them for their engines, of which Podman 4.3 cannot.
///
/// @param folder that holds nothing else
record Compressed(Path folder) {

    /// How long one is kept that is not sent any more.
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int BLOCK = 1 << 16;

    /// Writes what is to be compressed.
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    static Compressed inCache() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path base =
                home == null || home.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(home);
        return new Compressed(base.resolve("pgprov/images"));
    }

    /// The file of an image, which is written where it is not there yet. Whoever else wants one waits.
    ///
    /// @param id of the image
    Path file(String id, Writing image) throws IOException {
        Path file = folder.resolve(id + ".tar.gz");
        synchronized (Compressed.class) {
            Files.createDirectories(folder);
            tidy(file);
            if (!Files.exists(file)) {
                Path partial = Files.createTempFile(folder, id, ".partial");
                try {
                    write(partial, image);
                    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(partial);
                }
            }
            return file;
        }
    }

    /// As fast as can be: what takes time is the processor, on both sides, and not the network alone.
    private static void write(Path partial, Writing image) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(partial), BLOCK) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }) {
            image.to(new BufferedOutputStream(out, BLOCK));
        }
    }

    /// Removes what has not been sent for long, and what runs have left that were killed.
    private void tidy(Path wanted) throws IOException {
        Instant old = Instant.now().minus(KEPT);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try {
                if (file.equals(wanted)) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                } else if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException e) {
                // another run has removed it
            }
        }
    }

    /// A file as it was before it was compressed by gzip, or as it is where it was not.
    static InputStream opened(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return isGzip(file) ? new GZIPInputStream(in, BLOCK) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    static boolean isGzip(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 2)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }
}

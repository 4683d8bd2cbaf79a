package io.pgprov.resource.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedTest {

    @TempDir Path folder;

    @Test
    void compressesAnImageOnceAndKeepsItForAWhile() throws IOException {
        Compressed cache = new Compressed(folder.resolve("cache"));
        byte[] image = "an image".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Path first = cache.file("a", out -> write(out, image));
        assertEquals(first, cache.file("a", _ -> fail("written already")));
        assertTrue(Files.size(first) < image.length / 4);
        try (InputStream in = Compressed.opened(first)) {
            assertArrayEquals(image, in.readAllBytes());
        }
        Path left = Files.writeString(folder.resolve("cache/b1.partial"), "of a killed run");
        for (Path file : List.of(first, left)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(8, ChronoUnit.DAYS)));
        }
        assertThrows(
                IOException.class,
                () ->
                        cache.file(
                                "b",
                                _ -> {
                                    throw new IOException("no more room");
                                }));
        try (Stream<Path> rest = Files.list(folder.resolve("cache"))) {
            assertEquals(List.of(), rest.toList());
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }
}

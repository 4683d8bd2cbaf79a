package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.Upload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileCopyTest {

    /// SHA-256 of `abc` (FIPS 180-4, example).
    private static final String SUM =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Long> told = new ArrayList<>();

    private String copied(long bytes) throws IOException {
        Upload.Body body = new Upload.Body(new ByteArrayInputStream("abc".getBytes()), bytes);
        FileCopy.run(body, this::taken, told::add);
        return sent.toString();
    }

    private boolean taken(byte[] block, int count) {
        sent.write(block, 0, count);
        return true;
    }

    @Test
    void sendsTheSumBehindTheBytes() throws IOException {
        assertEquals("abc" + SUM + "\n", copied(3));
        assertEquals(List.of(3L), told);
    }

    @Test
    void aFileOfAnotherLengthThanWasToldHasNoSum() throws IOException {
        assertEquals("abc", copied(4));
        assertEquals("abcabc", copied(2));
    }

    @Test
    void stopsWhereNothingIsTaken() throws IOException {
        List<Integer> offered = new ArrayList<>();
        Upload.Body body = new Upload.Body(new ByteArrayInputStream(new byte[1 << 20]), 1 << 20);
        FileCopy.run(
                body,
                (block, count) -> {
                    offered.add(count);
                    return false;
                },
                told::add);
        assertEquals(1, offered.size());
        assertEquals(List.of(), told);
    }
}

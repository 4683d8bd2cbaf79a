package io.pgprov.resource.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// So many bytes, which are read only when they are needed: files may be larger than memory.
///
/// @param source opens them
record Bytes(long size, Source source) {

    /// Where they come from.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static Bytes of(byte[] bytes) {
        return new Bytes(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /// A file as large as it is now. One that has another size when it is read fails.
    static Bytes of(Path file) throws IOException {
        long size = Files.size(file);
        return new Bytes(size, () -> new Exactly(file, size));
    }

    static Bytes joined(List<Bytes> parts) {
        long size = parts.stream().mapToLong(Bytes::size).sum();
        return new Bytes(size, () -> new Joined(parts.iterator()));
    }

    InputStream open() throws IOException {
        return source.open();
    }

    /// A stream that is read in blocks.
    private abstract static class Blocks extends InputStream {
        @Override
        public abstract int read(byte[] into, int from, int length) throws IOException;

        @Override
        public final int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }

    /// One after the other, of which one is open at a time.
    private static final class Joined extends Blocks {
        private final Iterator<Bytes> rest;
        private InputStream now = InputStream.nullInputStream();

        Joined(Iterator<Bytes> rest) {
            this.rest = rest;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = now.read(into, from, length);
            while (count < 0 && rest.hasNext()) {
                now.close();
                now = rest.next().open();
                count = now.read(into, from, length);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            now.close();
        }
    }

    /// A file of which a size was told before.
    private static final class Exactly extends Blocks {
        private final Path file;
        private final InputStream in;
        private long left;

        Exactly(Path file, long size) throws IOException {
            this.file = file;
            this.in = Files.newInputStream(file);
            this.left = size;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = in.read(into, from, length);
            left -= Math.max(0, count);
            if (left < 0 || count < 0 && left > 0) {
                throw new IOException(file + " has changed while it was read");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

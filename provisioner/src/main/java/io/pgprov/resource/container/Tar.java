package io.pgprov.resource.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Tar files, as far as images need them: POSIX.1-1988 ustar, with the extended headers of POSIX.1-2001 for names that do not fit in
/// there. Every tar reads them.
final class Tar {

    private static final int BLOCK = 512;

    /// Bytes that a name may have in a plain header.
    private static final int PLAIN_NAME = 100;

    /// Bytes that a file may have which is looked for in a tar file.
    private static final int LARGEST_FOUND = 1 << 20;

    private Tar() {}

    /// Something in a tar file.
    sealed interface Entry {}

    record Folder() implements Entry {}

    /// A symbolic link.
    record Link(String target) implements Entry {}

    /// A file.
    ///
    /// @param mode permission bits
    record Content(int mode, Bytes bytes) implements Entry {}

    /// The content of one file; empty where it is not there.
    ///
    /// @throws IOException where this is no tar file
    static Optional<byte[]> find(InputStream in, String name) throws IOException {
        byte[] header = new byte[BLOCK];
        while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            if (!text(header, 257, 5).equals("ustar")) {
                throw new IOException("it is no tar file");
            }
            long size = size(header);
            if (text(header, 0, PLAIN_NAME).equals(name)) {
                if (size > LARGEST_FOUND) {
                    throw new IOException("its " + name + " is larger than one can be");
                }
                return Optional.of(in.readNBytes((int) size));
            }
            in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        }
        return Optional.empty();
    }

    /// The same bytes for the same files: names in order, no times, everything root's. They are read while the stream is.
    ///
    /// @param files by name, directories parted by `/`
    static Bytes of(SortedMap<String, Entry> files) {
        List<Bytes> parts = new ArrayList<>();
        files.forEach((name, entry) -> add(parts, name, entry));
        parts.add(Bytes.of(new byte[2 * BLOCK]));
        return Bytes.joined(parts);
    }

    private static void add(List<Bytes> parts, String name, Entry entry) {
        switch (entry) {
            case Folder() -> headers(parts, name + "/", "", '5', 0755, 0);
            case Link(String target) -> headers(parts, name, target, '2', 0777, 0);
            case Content(int mode, Bytes bytes) -> {
                headers(parts, name, "", '0', mode, bytes.size());
                parts.add(bytes);
                parts.add(padding(bytes.size()));
            }
        }
    }

    private static void headers(
            List<Bytes> parts, String name, String target, char type, int mode, long size) {
        String extended = record("path", name) + record("linkpath", target);
        if (!extended.isEmpty()) {
            byte[] records = extended.getBytes(UTF_8);
            parts.add(Bytes.of(header("extended", "", 'x', 0644, records.length)));
            parts.add(Bytes.of(records));
            parts.add(padding(records.length));
        }
        parts.add(Bytes.of(header(name, target, type, mode, size)));
    }

    /// A name that is too long for a plain header: its length in front counts its own digits (pax, "extended header").
    private static String record(String key, String name) {
        int bytes = name.getBytes(UTF_8).length;
        if (bytes <= PLAIN_NAME) {
            return "";
        }
        int rest = key.length() + bytes + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        return length + " " + key + "=" + name + "\n";
    }

    private static Bytes padding(long size) {
        return Bytes.of(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static byte[] header(String name, String target, char type, int mode, long size) {
        byte[] header = new byte[BLOCK];
        cut(header, 0, name);
        put(header, 100, "%07o".formatted(mode));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        cut(header, 157, target);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        return header;
    }

    private static void cut(byte[] header, int at, String name) {
        byte[] bytes = name.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, PLAIN_NAME));
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(US_ASCII), 0, header, at, text.length());
    }

    /// Octal digits, or for large files a binary number behind a set first bit (GNU's extension).
    private static long size(byte[] header) throws IOException {
        if ((header[124] & 0x80) != 0) {
            long size = 0;
            for (int i = 128; i < 136; i++) {
                size = size << 8 | header[i] & 0xff;
            }
            if (size < 0) {
                throw new EOFException("it is a damaged tar file");
            }
            return size;
        }
        try {
            return Long.parseLong(text(header, 124, 12).strip(), 8);
        } catch (NumberFormatException e) {
            throw new EOFException("it is a damaged tar file");
        }
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, UTF_8);
    }
}

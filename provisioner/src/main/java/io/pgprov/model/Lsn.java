package io.pgprov.model;

/// A position in the write-ahead log.
///
/// Written as two hexadecimal numbers of 32 bits, `16/B374D848` (PostgreSQL manual, 8.20 pg_lsn).
///
/// @param position bytes, unsigned
public record Lsn(long position) implements Comparable<Lsn> {

    public static final Lsn ZERO = new Lsn(0);

    /// @throws IllegalArgumentException for text that is not a position
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not an LSN: " + text);
        }
        long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
        long low = Long.parseUnsignedLong(text.substring(slash + 1), 16);
        return new Lsn(high << 32 | low);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(position >>> 32, position & 0xFFFFFFFFL);
    }
}

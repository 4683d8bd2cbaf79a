package io.pgprov.ssh.config;

/// IPv6 addresses as text (RFC 5952).
final class Ipv6 {

    private Ipv6() {}

    /// @param address 16 bytes
    static String text(byte[] address) {
        int[] parts = new int[8];
        for (int i = 0; i < 8; i++) {
            parts[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && parts[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(parts[i]));
            }
        }
        return text.toString();
    }
}

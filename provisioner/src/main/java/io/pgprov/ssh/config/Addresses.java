package io.pgprov.ssh.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// IP addresses as text; no name server is asked for any.
final class Addresses {

    private static final Pattern FORM = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Addresses() {}

    /// The address; empty where the text is none.
    static Optional<InetAddress> parse(String text) {
        try {
            return FORM.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName(text))
                    : Optional.empty();
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }

    /// In its one spelling.
    static String text(InetAddress address) {
        return address instanceof Inet6Address
                ? version6(address.getAddress())
                : address.getHostAddress();
    }

    /// As RFC 5952 has it.
    ///
    /// @param address 16 bytes
    private static String version6(byte[] address) {
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

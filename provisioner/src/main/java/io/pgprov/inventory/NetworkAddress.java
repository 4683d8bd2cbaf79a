package io.pgprov.inventory;

import java.util.Locale;
import java.util.regex.Pattern;

/// The grammar of addresses, networks and host names. Nothing is looked up.
final class NetworkAddress {

    private static final Pattern NAME =
            Pattern.compile(
                    "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

    private NetworkAddress() {}

    static boolean isName(String text) {
        boolean digitsOnly = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return text.length() <= 253 && !digitsOnly && NAME.matcher(text).matches();
    }

    static boolean isAddress(String text) {
        return isVersion4(text) || isVersion6(text);
    }

    /// An address with the length of its prefix: `10.0.0.0/8`, `fd00::/8`.
    static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String address = text.substring(0, slash);
        long bits = Fields.whole(text.substring(slash + 1)).orElse(Long.MAX_VALUE);
        return isVersion4(address) ? bits <= 32 : isVersion6(address) && bits <= 128;
    }

    static boolean isLoopback(String text) {
        return text.equalsIgnoreCase("localhost")
                || text.toLowerCase(Locale.ROOT).startsWith("localhost.")
                || (isVersion4(text) && text.startsWith("127."))
                || text.matches("(?:0{1,4}:){7}0{0,3}1|::0{0,3}1");
    }

    static boolean isVersion6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(text) == 8;
        }
        int before = gap == 0 ? 0 : groups(text.substring(0, gap));
        int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /// How many groups of 16 bits; -1 where one is wrong.
    private static int groups(String text) {
        int count = 0;
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && isVersion4(parts[i])) {
                return count + 2;
            }
            if (!parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static boolean isVersion4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.length() > 3 || Fields.whole(part).filter(n -> n <= 255).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}

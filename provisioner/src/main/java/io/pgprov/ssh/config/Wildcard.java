package io.pgprov.ssh.config;

import java.util.List;

/// Patterns of ssh: `*` is any text, `?` one character, everything else itself (ssh_config(5), PATTERNS).
public final class Wildcard {

    private Wildcard() {}

    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Whether a comma-separated list of patterns names the text.
    public static boolean matchesList(String patterns, String text) {
        return matchesAny(List.of(patterns.split(",")), text);
    }

    /// Whether one of several patterns names the text. A negated pattern (`!`) that matches takes the text out, wherever among
    /// them it stands.
    static boolean matchesAny(List<String> patterns, String text) {
        boolean matched = false;
        for (String item : patterns) {
            boolean negated = item.startsWith("!");
            if (matches(negated ? item.substring(1) : item, text)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }
}

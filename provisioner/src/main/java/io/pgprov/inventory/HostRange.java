package io.pgprov.inventory;

import java.util.ArrayList;
import java.util.List;

/// Host names with ranges, as Ansible expands them: `db[01:10]`, `rack[a:f]-[1:9:2]`. Both ends are included.
final class HostRange {

    private static final int MOST_HOSTS = 10_000;

    /// In Ansible's order: `[x:C]` is x, y, z, A, B, C.
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private HostRange() {}

    /// @throws IllegalArgumentException whose message says what is wrong with the range
    static List<String> expand(String pattern) {
        List<String> names = new ArrayList<>(List.of(""));
        String rest = pattern;
        for (int open = rest.indexOf('['); open >= 0; open = rest.indexOf('[')) {
            int close = rest.indexOf(']', open);
            if (close < 0) {
                throw new IllegalArgumentException("a range needs a closing bracket");
            }
            names = combine(names, rest.substring(0, open), steps(rest.substring(open + 1, close)));
            rest = rest.substring(close + 1);
        }
        if (rest.contains("]")) {
            throw new IllegalArgumentException("a range needs an opening bracket");
        }
        return combine(names, rest, List.of(""));
    }

    private static List<String> combine(List<String> starts, String middle, List<String> ends) {
        if ((long) starts.size() * ends.size() > MOST_HOSTS) {
            throw new IllegalArgumentException("a range of more than " + MOST_HOSTS + " hosts");
        }
        List<String> all = new ArrayList<>();
        starts.forEach(start -> ends.forEach(end -> all.add(start + middle + end)));
        return all;
    }

    private static List<String> steps(String range) {
        String[] parts = range.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[1].isEmpty()) {
            throw new IllegalArgumentException(
                    "a range is written [first:last] or [first:last:step]");
        }
        int step = parts.length == 3 ? number(parts[2]) : 1;
        if (step < 1) {
            throw new IllegalArgumentException("the step of a range is at least 1");
        }
        String first = parts[0].isEmpty() ? "0" : parts[0];
        return isLetter(first) && isLetter(parts[1])
                ? letters(first.charAt(0), parts[1].charAt(0), step)
                : numbers(first, parts[1], step);
    }

    private static List<String> letters(char first, char last, int step) {
        int from = LETTERS.indexOf(first);
        int to = LETTERS.indexOf(last);
        if (from > to) {
            throw new IllegalArgumentException("the first end of a range is not after its last");
        }
        List<String> letters = new ArrayList<>();
        for (int i = from; i <= to; i += step) {
            letters.add(LETTERS.substring(i, i + 1));
        }
        return letters;
    }

    private static List<String> numbers(String first, String last, int step) {
        boolean padded = first.length() > 1 && first.startsWith("0");
        if (padded && first.length() != last.length()) {
            throw new IllegalArgumentException(
                    "both ends of a zero-padded range have the same length");
        }
        int from = number(first);
        int to = number(last);
        if (from > to) {
            throw new IllegalArgumentException("the first end of a range is not after its last");
        }
        if ((to - from) / step >= MOST_HOSTS) {
            throw new IllegalArgumentException("a range of more than " + MOST_HOSTS + " hosts");
        }
        List<String> numbers = new ArrayList<>();
        for (long n = from; n <= to; n += step) {
            String digits = Long.toString(n);
            numbers.add(
                    padded
                            ? "0".repeat(Math.max(0, first.length() - digits.length())) + digits
                            : digits);
        }
        return numbers;
    }

    private static boolean isLetter(String text) {
        return text.length() == 1 && LETTERS.contains(text);
    }

    private static int number(String text) {
        if (text.isEmpty()
                || text.length() > 9
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("the ends of a range are numbers or single letters");
        }
        return Integer.parseInt(text);
    }
}

package io.pgprov.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares versions as Ansible's test `version` does: numbers and words, one after the other (Python's `LooseVersion`).
final class Versions {

    private static final Pattern PART = Pattern.compile("\\d+|[a-z]+|\\.|[^\\da-z.]+");

    private Versions() {}

    static boolean holds(String version, String operator, String other) {
        if (version.isEmpty() || other.isEmpty()) {
            throw new TemplateFault("test version needs versions that are not empty");
        }
        int order = compare(parts(version), parts(other));
        return switch (operator) {
            case "==", "=", "eq" -> order == 0;
            case "!=", "<>", "ne" -> order != 0;
            case "<", "lt" -> order < 0;
            case "<=", "le" -> order <= 0;
            case ">", "gt" -> order > 0;
            case ">=", "ge" -> order >= 0;
            default ->
                    throw new TemplateFault(
                            "test version does not know the operator " + operator,
                            "it knows ==, !=, <, <=, > and >=");
        };
    }

    private static List<String> parts(String version) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(version);
        while (part.find()) {
            if (!part.group().equals(".")) {
                parts.add(part.group());
            }
        }
        return parts;
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            boolean number = Character.isDigit(left.get(i).charAt(0));
            if (number != Character.isDigit(right.get(i).charAt(0))) {
                throw new TemplateFault(
                        "cannot compare %s with %s in a version"
                                .formatted(left.get(i), right.get(i)));
            }
            int order =
                    number
                            ? new BigInteger(left.get(i)).compareTo(new BigInteger(right.get(i)))
                            : left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}

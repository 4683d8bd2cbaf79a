package io.pgprov.template;

import java.util.Optional;

/// The expression of a text that is one `{{ expression }}` and nothing else.
///
/// @param text what stands between the braces
/// @param lines how many line breaks of the whole text come before it
record SingleExpression(String text, int lines) {

    static Optional<SingleExpression> of(String whole) {
        String text = whole.strip();
        if (!text.startsWith("{{") || !text.endsWith("}}") || end(text) != text.length() - 2) {
            return Optional.empty();
        }
        String inside = text.substring(2, text.length() - 2);
        if (inside.startsWith("-")) {
            inside = inside.substring(1);
        }
        if (inside.endsWith("-")) {
            inside = inside.substring(0, inside.length() - 1);
        }
        int before = whole.indexOf(inside.strip());
        return Optional.of(
                new SingleExpression(
                        inside.strip(),
                        (int) whole.substring(0, before).chars().filter(c -> c == '\n').count()));
    }

    /// Where the first expression ends: quotes and the braces of map literals are passed over.
    private static int end(String text) {
        int depth = 0;
        char quote = 0;
        for (int i = 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            } else if (c == '}' && text.startsWith("}}", i)) {
                return i;
            }
        }
        return -1;
    }
}

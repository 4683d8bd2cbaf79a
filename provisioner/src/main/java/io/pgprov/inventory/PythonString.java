package io.pgprov.inventory;

import java.util.Optional;

/// A quoted text of Python on one line (Python language reference, section 2.4.1).
///
/// @param inside what stands between the quotes, one or three on each side
/// @param end the place after the closing ones
record PythonString(String inside, int end) {

    /// The one that starts with a quote at this place; empty where it is not closed.
    static Optional<PythonString> at(String text, int start) {
        String one = text.substring(start, start + 1);
        String quote = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
        int from = start + quote.length();
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.startsWith(quote, i)) {
                return Optional.of(new PythonString(text.substring(from, i), i + quote.length()));
            }
        }
        return Optional.empty();
    }
}

package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Splits a text into words as a shell would: blanks part them, quotes and backslashes keep them together.
public final class Words {

    private Words() {}

    /// The words up to a `#`, which starts a comment even within a word, as in Ansible's INI files.
    static List<String> splitBeforeComment(String text, Origin origin) {
        return split(text, origin, "#");
    }

    /// @throws ProblemException where a quote is not closed
    public static List<String> split(String text, Origin origin) {
        return split(text, origin, "");
    }

    private static List<String> split(String text, Origin origin, String comment) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 == text.length() && !comment.isEmpty()) {
                throw new ProblemException(
                        Problem.of("a backslash at the end of the line", "write it twice")
                                .at(origin));
            }
            boolean escape = c == '\\' && quote != '\'' && i + 1 < text.length();
            if (escape) {
                char next = text.charAt(++i);
                word.append(quote == '"' && next != '"' && next != '\\' ? "\\" + next : next);
                open = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                open = true;
            } else if (comment.indexOf(c) >= 0) {
                break;
            } else if (Character.isWhitespace(c)) {
                if (open) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else {
                word.append(c);
                open = true;
            }
        }
        if (quote != 0) {
            throw new ProblemException(
                    Problem.of("a quote is not closed", "close it, or escape it").at(origin));
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}

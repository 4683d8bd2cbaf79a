package io.pgprov.template;

import java.util.Set;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.Scanner.Token;

/// A word of an expression as Jinja2 reads them.
final class Word extends Token {

    /// Names after which no argument of a test follows.
    private static final Set<String> NO_ARGUMENTS = Set.of("else", "or", "and", "is");

    private final int lines;

    /// @param symbol IDENTIFIER, STRING, INTEGER, FLOAT, or EXTENSION for signs
    /// @param image of a string: what is between its quotes
    /// @param lines below the first of the expression
    Word(Symbol symbol, String image, int size, int lines) {
        super(symbol, image, size);
        this.lines = lines;
    }

    int lines() {
        return lines;
    }

    boolean is(Symbol symbol) {
        return getSymbol() == symbol;
    }

    boolean sign(String written) {
        return is(Symbol.EXTENSION) && getImage().equals(written);
    }

    boolean name(String written) {
        return is(Symbol.IDENTIFIER) && getImage().equals(written);
    }

    /// Whether it can be the argument of a test that has no parentheses.
    boolean beginsArgument() {
        return switch (getSymbol()) {
            case IDENTIFIER -> !NO_ARGUMENTS.contains(getImage());
            case STRING, INTEGER, FLOAT -> true;
            default -> sign("[") || sign("{");
        };
    }

    String shown() {
        return is(Symbol.END_EVAL) || is(Symbol.EOF) ? "the end" : getImage();
    }
}

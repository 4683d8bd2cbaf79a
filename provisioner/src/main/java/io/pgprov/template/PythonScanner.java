package io.pgprov.template;

import com.hubspot.jinjava.el.ext.ExtendedScanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jinjava.de.odysseus.el.tree.impl.Scanner;

/// Cuts an expression into words by the rules of Jinja2 3.1 (`jinja2/lexer.py`).
final class PythonScanner extends ExtendedScanner {

    private static final Pattern FLOAT =
            Pattern.compile(
                    "(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+\\-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile(
                    "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern STRING =
            Pattern.compile(
                    "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"",
                    Pattern.DOTALL);
    private static final Pattern SIGN =
            Pattern.compile("//|\\*\\*|==|!=|>=|<=|[+\\-/*%~\\[\\](){}><=.:|,;]");

    private int counted;
    private int lines;

    PythonScanner(String input) {
        super(input);
    }

    @Override
    protected Token nextToken() throws ScanException {
        if (!isEval()) {
            return super.nextToken();
        }
        if (getPosition() == getInput().length() - 1) {
            return new Word(Symbol.END_EVAL, "the end", 1, lines());
        }
        return nextEval();
    }

    @Override
    protected Token nextEval() {
        String input = getInput();
        Matcher words = FLOAT.matcher(input).region(getPosition(), input.length());
        words.useTransparentBounds(true);
        if (words.lookingAt()) {
            return word(Scanner.Symbol.FLOAT, words.group().replace("_", ""), words);
        }
        if (words.usePattern(INTEGER).lookingAt()) {
            return word(Scanner.Symbol.INTEGER, words.group().replace("_", ""), words);
        }
        if (words.usePattern(Target.NAME).lookingAt()) {
            return word(Scanner.Symbol.IDENTIFIER, words.group(), words);
        }
        if (words.usePattern(STRING).lookingAt()) {
            String quoted = words.group();
            return word(Scanner.Symbol.STRING, quoted.substring(1, quoted.length() - 1), words);
        }
        if (words.usePattern(SIGN).lookingAt()) {
            return word(Scanner.Symbol.EXTENSION, words.group(), words);
        }
        char c = input.charAt(getPosition());
        throw new TemplateFault(
                c == '\'' || c == '"'
                        ? "a string is never ended"
                        : "unexpected character "
                                + Character.toString(input.codePointAt(getPosition())));
    }

    private Word word(Symbol symbol, String image, Matcher found) {
        return new Word(symbol, image, found.end() - found.start(), lines());
    }

    private int lines() {
        for (; counted < getPosition(); counted++) {
            if (getInput().charAt(counted) == '\n') {
                lines++;
            }
        }
        return lines;
    }
}

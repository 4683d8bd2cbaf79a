package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.template.Escapes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the values of an INI inventory, which Ansible takes for literals of Python where they are such (`ast.literal_eval`):
/// numbers, quoted text, `True`, `False`, `None`, lists, tuples, sets and dictionaries. What is none is text as it is written.
final class PythonLiteral {

    /// Brackets within brackets; more are no Python (`MAXLEVEL` of its tokenizer).
    private static final int DEEPEST = 200;

    private static final String DIGITS = "[0-9](?:_?[0-9])*+";
    private static final String EXPONENT = "[eE][-+]?" + DIGITS;

    /// Whole with a prefix, with a point or an exponent, or whole.
    private static final Pattern NUMBER =
            Pattern.compile(
                    "(0[xX](?:_?[0-9a-fA-F])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++)"
                            + "|((?:D)?\\.D(?:E)?|D\\.(?:E)?|DE)"
                                    .replace("D", DIGITS)
                                    .replace("E", EXPONENT)
                            + "|(0(?:_?0)*+|[1-9](?:_?[0-9])*+)");

    /// More digits are no number for Python (`sys.int_info`).
    private static final int MOST_DIGITS = 4300;

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    /// The text is no literal.
    private static final class NoLiteral extends Exception {
        private static final long serialVersionUID = 1L;

        NoLiteral() {
            super("no literal", null, false, false);
        }
    }

    private final String text;
    private final Origin origin;
    private int at;
    private int depth;

    private PythonLiteral(String text, Origin origin) {
        this.text = text;
        this.origin = origin;
    }

    /// The value that Ansible makes of the text.
    static Yaml value(String text, Origin origin) {
        try {
            PythonLiteral literal = new PythonLiteral(text, origin);
            return literal.top();
        } catch (NoLiteral e) {
            return new Yaml.Text(origin, text, origin, true);
        }
    }

    /// The whole text; without brackets, commas make a tuple: `1, 2`.
    private Yaml top() throws NoLiteral {
        blanks();
        Yaml first = element();
        blanks();
        if (!next(',')) {
            return end(first);
        }
        List<Yaml> items = new ArrayList<>(List.of(first));
        blanks();
        while (at < text.length() && text.charAt(at) != '#') {
            items.add(element());
            blanks();
            if (!next(',')) {
                break;
            }
            blanks();
        }
        return end(new Yaml.Sequence(origin, items));
    }

    /// Nothing but a comment may follow.
    private Yaml end(Yaml value) throws NoLiteral {
        blanks();
        if (at < text.length() && text.charAt(at) != '#') {
            throw new NoLiteral();
        }
        return value;
    }

    private Yaml element() throws NoLiteral {
        if (at >= text.length()) {
            throw new NoLiteral();
        }
        char c = text.charAt(at);
        if ("[({".indexOf(c) >= 0 && ++depth > DEEPEST) {
            throw new NoLiteral();
        }
        Yaml value =
                switch (c) {
                    case '[' -> new Yaml.Sequence(origin, items(']'));
                    case '(' -> tuple();
                    case '{' -> braces();
                    case '+', '-' -> signed();
                    case '\'', '"' -> strings();
                    default -> c == '.' || (c >= '0' && c <= '9') ? number("") : name();
                };
        if ("[({".indexOf(c) >= 0) {
            depth--;
        }
        return value;
    }

    /// The elements up to the closing bracket; the opening one is next.
    private List<Yaml> items(char close) throws NoLiteral {
        at++;
        List<Yaml> items = new ArrayList<>();
        blanks();
        while (!next(close)) {
            items.add(element());
            blanks();
            if (!next(',')) {
                expect(close);
                break;
            }
            blanks();
        }
        return items;
    }

    /// One element in parentheses without a comma is that element.
    private Yaml tuple() throws NoLiteral {
        int start = at;
        List<Yaml> items = items(')');
        boolean comma = text.substring(start, at - 1).stripTrailing().endsWith(",");
        return items.size() == 1 && !comma ? items.getFirst() : new Yaml.Sequence(origin, items);
    }

    /// A dictionary, or a set, which is a list without repetition here.
    private Yaml braces() throws NoLiteral {
        at++;
        blanks();
        if (next('}')) {
            return new Yaml.Mapping(origin, List.of());
        }
        Yaml first = element();
        blanks();
        if (next(':')) {
            return dictionary(first);
        }
        Set<Yaml> items = new LinkedHashSet<>(List.of(first));
        while (!next('}')) {
            expect(',');
            blanks();
            if (!next('}')) {
                items.add(element());
                blanks();
            } else {
                break;
            }
        }
        return new Yaml.Sequence(origin, List.copyOf(items));
    }

    /// @param first its first key, whose colon was read
    private Yaml dictionary(Yaml first) throws NoLiteral {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        Yaml key = first;
        while (true) {
            blanks();
            String name = key.key().orElseThrow(NoLiteral::new);
            entries.put(name, new Yaml.Entry(name, origin, element(), key instanceof Yaml.Text));
            blanks();
            if (next(',')) {
                blanks();
            } else {
                expect('}');
                break;
            }
            if (next('}')) {
                break;
            }
            key = element();
            blanks();
            expect(':');
        }
        return new Yaml.Mapping(origin, List.copyOf(entries.values()));
    }

    private Yaml signed() throws NoLiteral {
        String sign = text.substring(at, ++at);
        blanks();
        return number(sign);
    }

    private Yaml number(String sign) throws NoLiteral {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new NoLiteral();
        }
        at = matcher.end();
        boolean joined =
                at < text.length()
                        && (Character.isLetterOrDigit(text.charAt(at))
                                || text.charAt(at) == '_'
                                || text.charAt(at) == '.');
        if (joined || matcher.group().length() > MOST_DIGITS) {
            throw new NoLiteral();
        }
        String written = matcher.group().replace("_", "");
        boolean negative = sign.equals("-");
        if (matcher.group(2) != null) {
            double value = Double.parseDouble(written);
            return new Yaml.Number(origin, negative ? -value : value, sign + matcher.group());
        }
        BigInteger value =
                matcher.group(1) == null
                        ? new BigInteger(written)
                        : new BigInteger(written.substring(2), radix(written.charAt(1)));
        return new Yaml.Number(
                origin, YamlNumbers.fit(negative ? value.negate() : value), sign + matcher.group());
    }

    private static int radix(char letter) {
        return switch (letter) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            default -> 2;
        };
    }

    /// `True`, `False`, `None`, or a text with a prefix: `u'…'`, `r'…'`.
    private Yaml name() throws NoLiteral {
        Matcher matcher = NAME.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new NoLiteral();
        }
        String name = matcher.group();
        boolean quote =
                matcher.end() < text.length() && "'\"".indexOf(text.charAt(matcher.end())) >= 0;
        if (quote && name.length() == 1 && "uUrR".contains(name)) {
            return strings();
        }
        at = matcher.end();
        return switch (name) {
            case "True" -> new Yaml.Bool(origin, true, name);
            case "False" -> new Yaml.Bool(origin, false, name);
            case "None" -> new Yaml.Empty(origin);
            default -> throw new NoLiteral();
        };
    }

    /// One text, or several side by side, which are one.
    private Yaml strings() throws NoLiteral {
        StringBuilder whole = new StringBuilder();
        int end;
        do {
            boolean raw = "rR".indexOf(text.charAt(at)) >= 0;
            if ("uUrR".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            PythonString string = PythonString.at(text, at).orElseThrow(NoLiteral::new);
            whole.append(raw ? string.inside() : unescaped(string.inside()));
            at = string.end();
            end = at;
            blanks();
        } while (startsString());
        at = end;
        return new Yaml.Text(origin, whole.toString(), origin, true);
    }

    private static String unescaped(String inside) throws NoLiteral {
        try {
            return Escapes.decode(inside);
        } catch (IllegalArgumentException _) {
            throw new NoLiteral();
        }
    }

    private boolean startsString() {
        return Pattern.compile("[uUrR]?['\"]").matcher(text).region(at, text.length()).lookingAt();
    }

    private void blanks() {
        while (at < text.length() && " \t\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) throws NoLiteral {
        if (!next(c)) {
            throw new NoLiteral();
        }
    }
}

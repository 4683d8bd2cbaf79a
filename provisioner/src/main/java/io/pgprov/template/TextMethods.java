package io.pgprov.template;

import io.pgprov.template.CollectionMethods.Given;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/// The methods of Python's text.
final class TextMethods {

    private static final Set<String> NAMES =
            Set.of(
                    "upper",
                    "lower",
                    "capitalize",
                    "title",
                    "swapcase",
                    "strip",
                    "lstrip",
                    "rstrip",
                    "startswith",
                    "endswith",
                    "split",
                    "rsplit",
                    "splitlines",
                    "join",
                    "replace",
                    "find",
                    "rfind",
                    "index",
                    "count",
                    "isdigit",
                    "isalpha",
                    "isalnum",
                    "isnumeric",
                    "isspace",
                    "isupper",
                    "islower",
                    "zfill",
                    "ljust",
                    "rjust",
                    "center",
                    "partition",
                    "rpartition",
                    "removeprefix",
                    "removesuffix",
                    "format",
                    "casefold");

    private TextMethods() {}

    static Optional<Object> of(String text, String name) {
        return NAMES.contains(name)
                ? Optional.of(
                        (Callable) (given, named) -> call(text, name, Given.of(name, given, named)))
                : Optional.empty();
    }

    private static Object call(String text, String name, Given given) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalized(text);
            case "title" -> title(text);
            case "swapcase" -> swapped(text);
            case "strip" -> strip(text, given, true, true);
            case "lstrip" -> strip(text, given, true, false);
            case "rstrip" -> strip(text, given, false, true);
            case "startswith" -> anyOf(given.at(0), part -> text.startsWith(part));
            case "endswith" -> anyOf(given.at(0), part -> text.endsWith(part));
            case "split", "rsplit" -> split(text, name.equals("rsplit"), given);
            case "splitlines" -> new OwnList(text.lines().toList());
            case "join" -> joined(text, Values.iterate(given.at(0)));
            case "replace" -> replaced(text, given.text(0), given.text(1), given.whole(2, -1));
            case "find" -> position(text, text.indexOf(given.text(0)));
            case "rfind" -> position(text, text.lastIndexOf(given.text(0)));
            case "index" -> {
                if (!text.contains(given.text(0))) {
                    throw new TemplateFault(
                            "index(): the text does not hold " + Values.described(given.at(0)));
                }
                yield position(text, text.indexOf(given.text(0)));
            }
            case "count" -> count(text, given.text(0));
            case "isdigit", "isnumeric" -> all(text, Character::isDigit);
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(text, Character::isLetterOrDigit);
            case "isspace" -> all(text, Character::isWhitespace);
            case "isupper" ->
                    text.chars().anyMatch(Character::isUpperCase)
                            && text.chars().noneMatch(Character::isLowerCase);
            case "islower" ->
                    text.chars().anyMatch(Character::isLowerCase)
                            && text.chars().noneMatch(Character::isUpperCase);
            case "zfill" -> zeroes(text, given.whole(0, 0));
            case "ljust" -> text + fill(text, given);
            case "rjust" -> fill(text, given) + text;
            case "center" -> {
                String fill = fill(text, given);
                int left = fill.length() / 2 + (fill.length() & given.whole(0, 0) & 1);
                yield fill.substring(0, left) + text + fill.substring(left);
            }
            case "partition" -> partition(text, given.text(0), text.indexOf(given.text(0)));
            case "rpartition" -> {
                int at = text.lastIndexOf(given.text(0));
                yield at < 0 ? Tuple.of("", "", text) : partition(text, given.text(0), at);
            }
            case "removeprefix" ->
                    text.startsWith(given.text(0)) ? text.substring(given.text(0).length()) : text;
            case "removesuffix" ->
                    text.endsWith(given.text(0))
                            ? text.substring(0, text.length() - given.text(0).length())
                            : text;
            case "format" -> BraceFormat.apply(text, given.positional(), given.named());
            default ->
                    throw new TemplateFault("the method " + name + "() of text is not supported");
        };
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (char c : text.toCharArray()) {
            out.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    private static String swapped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        out.appendCodePoint(
                                Character.isUpperCase(c)
                                        ? Character.toLowerCase(c)
                                        : Character.toUpperCase(c)));
        return out.toString();
    }

    private static String strip(String text, Given given, boolean left, boolean right) {
        Object what = given.at(0, None.NONE);
        IntPredicate goes =
                what instanceof None ? TextMethods::space : c -> given.text(0).indexOf(c) >= 0;
        int from = 0;
        int to = text.length();
        while (left && from < to && goes.test(text.charAt(from))) {
            from++;
        }
        while (right && to > from && goes.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    static boolean space(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static boolean anyOf(Object parts, java.util.function.Predicate<String> holds) {
        List<Object> all = parts instanceof Tuple tuple ? tuple.items() : List.of(parts);
        return all.stream()
                .anyMatch(part -> {
                    if (part instanceof String text) {
                        return holds.test(text);
                    }
                    throw new TemplateFault("text is needed, not " + Values.described(part));
                });
    }

    private static Object split(String text, boolean fromRight, Given given) {
        Object separator = given.named().getOrDefault("sep", given.at(0, None.NONE));
        Object limit = given.named().getOrDefault("maxsplit", given.at(1, -1L));
        if (!(limit instanceof Long most)) {
            throw new TemplateFault("split() needs a whole number of parts");
        }
        return split(text, separator, most, fromRight);
    }

    static OwnList split(String text, Object separator, long most, boolean fromRight) {
        if (separator instanceof None) {
            if (most >= 0) {
                return blanks(text, most, fromRight);
            }
            OwnList words = new OwnList();
            for (String word : text.split("[\\s\\x1c-\\x1f\\x85\\xa0]+")) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            return words;
        }
        if (!(separator instanceof String part) || part.isEmpty()) {
            throw new TemplateFault("split() needs a text that is not empty");
        }
        OwnList parts = new OwnList();
        String left = text;
        for (long n = 0; most < 0 || n < most; n++) {
            int at = fromRight ? left.lastIndexOf(part) : left.indexOf(part);
            if (at < 0) {
                break;
            }
            parts.add(fromRight ? left.substring(at + part.length()) : left.substring(0, at));
            left = fromRight ? left.substring(0, at) : left.substring(at + part.length());
        }
        parts.add(left);
        return fromRight ? new OwnList(parts.reversed()) : parts;
    }

    private static OwnList blanks(String text, long most, boolean fromRight) {
        if (fromRight) {
            throw new TemplateFault("rsplit() with a number needs a separator too");
        }
        OwnList words = new OwnList();
        String left = text.stripLeading();
        for (long n = 0; n < most && !left.isEmpty(); n++) {
            String[] two = left.split("\\s+", 2);
            words.add(two[0]);
            left = two.length > 1 ? two[1] : "";
        }
        if (!left.isEmpty()) {
            words.add(left);
        }
        return words;
    }

    private static String joined(String separator, List<Object> items) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (!(Undefined.refuse(items.get(i)) instanceof String item)) {
                throw new TemplateFault(
                        "join() needs texts, not " + Values.described(items.get(i)),
                        "the filter join takes anything");
            }
            out.append(i == 0 ? "" : separator).append(item);
            Budget.check(out);
        }
        return out.toString();
    }

    static String replaced(String text, String old, String fresh, int most) {
        if (most < 0) {
            if ((double) text.length() * (fresh.length() + 1) > PythonText.LONGEST * 4.0) {
                throw new TemplateFault("a text becomes longer than 16 million characters");
            }
            return Arithmetic.checked(text.replace(old, fresh));
        }
        StringBuilder out = new StringBuilder();
        int position = 0;
        for (int n = 0; n < most && !old.isEmpty(); n++) {
            int at = text.indexOf(old, position);
            if (at < 0) {
                break;
            }
            out.append(text, position, at).append(fresh);
            position = at + old.length();
            Budget.check(out);
        }
        return out.append(text.substring(position)).toString();
    }

    private static Object position(String text, int index) {
        return index < 0 ? -1L : (long) text.codePointCount(0, index);
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static boolean all(String text, IntPredicate holds) {
        return !text.isEmpty() && text.codePoints().allMatch(holds);
    }

    private static String zeroes(String text, int width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String zeroes = "0".repeat(Math.max(0, Math.min(10_000, width) - text.length()));
        return signed ? text.charAt(0) + zeroes + text.substring(1) : zeroes + text;
    }

    private static String fill(String text, Given given) {
        int width = Math.min(10_000, given.whole(0, 0));
        String with = PythonText.str(given.at(1, " "));
        return with.repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }

    private static Tuple partition(String text, String part, int at) {
        return at < 0
                ? Tuple.of(text, "", "")
                : Tuple.of(text.substring(0, at), part, text.substring(at + part.length()));
    }
}

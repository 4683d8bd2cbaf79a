package io.pgprov.template;

import io.pgprov.template.CollectionMethods.Given;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// The methods of Python's text.
final class TextMethods {

    /// How many arguments each takes at most; -1: any.
    private static final Map<String, Integer> MOST =
            Map.ofEntries(
                    Map.entry("upper", 0),
                    Map.entry("lower", 0),
                    Map.entry("capitalize", 0),
                    Map.entry("title", 0),
                    Map.entry("strip", 1),
                    Map.entry("lstrip", 1),
                    Map.entry("rstrip", 1),
                    Map.entry("startswith", 1),
                    Map.entry("endswith", 1),
                    Map.entry("split", 2),
                    Map.entry("rsplit", 2),
                    Map.entry("splitlines", 0),
                    Map.entry("join", 1),
                    Map.entry("replace", 3),
                    Map.entry("find", 1),
                    Map.entry("rfind", 1),
                    Map.entry("index", 1),
                    Map.entry("count", 1),
                    Map.entry("isdigit", 0),
                    Map.entry("isalpha", 0),
                    Map.entry("isalnum", 0),
                    Map.entry("zfill", 1),
                    Map.entry("ljust", 2),
                    Map.entry("rjust", 2),
                    Map.entry("center", 2),
                    Map.entry("partition", 1),
                    Map.entry("rpartition", 1),
                    Map.entry("removeprefix", 1),
                    Map.entry("removesuffix", 1),
                    Map.entry("format", -1));

    private TextMethods() {}

    static Set<String> names() {
        return MOST.keySet();
    }

    static Optional<Object> of(String text, String name) {
        return CollectionMethods.method(MOST, name, given -> call(text, name, given));
    }

    private static Object call(String text, String name, Given given) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalizedWhole(text);
            case "title" -> title(text);
            case "strip" -> {
                IntPredicate goes = Cutting.stripped(given);
                yield Cutting.stripStart(Cutting.stripEnd(text, goes), goes);
            }
            case "lstrip" -> Cutting.stripStart(text, Cutting.stripped(given));
            case "rstrip" -> Cutting.stripEnd(text, Cutting.stripped(given));
            case "startswith" -> anyOf(given.at(0), part -> text.startsWith(part));
            case "endswith" -> anyOf(given.at(0), part -> text.endsWith(part));
            case "split", "rsplit" -> Cutting.split(text, name.equals("rsplit"), given);
            case "splitlines" -> new OwnList(Cutting.lines(text));
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
            case "isdigit" -> all(plainDigits(text), Character::isDigit);
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(plainDigits(text), Character::isLetterOrDigit);
            case "zfill" -> zeroes(text, given.whole(0, 0));
            case "ljust" -> text + fill(text, given);
            case "rjust" -> fill(text, given) + text;
            case "center" -> {
                String fill = fill(text, given);
                int left = fill.length() / 2 + (fill.length() & given.whole(0, 0) & 1);
                yield fill.substring(0, left) + text + fill.substring(left);
            }
            case "partition" ->
                    Cutting.partition(
                            text, Cutting.filled(given.text(0)), text.indexOf(given.text(0)));
            case "rpartition" -> {
                int at = text.lastIndexOf(Cutting.filled(given.text(0)));
                yield at < 0 ? Tuple.of("", "", text) : Cutting.partition(text, given.text(0), at);
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

    /// Python's `capitalize`, which unlike Jinja's filter `title` makes `Ss` of `ß`.
    static String capitalizedWhole(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        String upper = text.substring(0, first).toUpperCase(Locale.ROOT);
        String begin =
                upper.length() > first
                        ? capitalized(upper)
                        : Character.toString(Character.toTitleCase(text.codePointAt(0)));
        return begin + text.substring(first).toLowerCase(Locale.ROOT);
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

    /// Without digits such as `²`, which Python counts as such in part.
    private static String plainDigits(String text) {
        if (text.codePoints()
                .anyMatch(c ->
                        Character.getType(c) == Character.OTHER_NUMBER
                                || Character.getType(c) == Character.LETTER_NUMBER)) {
            throw new TemplateFault("cannot tell whether these are digits: " + text);
        }
        return text;
    }

    private static boolean anyOf(Object parts, Predicate<String> holds) {
        List<Object> all = parts instanceof Tuple tuple ? tuple.items() : List.of(parts);
        return all.stream()
                .anyMatch(part -> {
                    if (part instanceof String text) {
                        return holds.test(text);
                    }
                    throw new TemplateFault("text is needed, not " + Values.described(part));
                });
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
        if (old.isEmpty()) {
            throw new TemplateFault(
                    "replace needs a text that is not empty, to replace some of it");
        }
        StringBuilder out = new StringBuilder();
        int position = 0;
        for (int n = 0; n < most; n++) {
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
        String zeroes =
                "0".repeat(Math.max(0, wide(width) - text.codePointCount(0, text.length())));
        return signed ? text.charAt(0) + zeroes + text.substring(1) : zeroes + text;
    }

    static int wide(int width) {
        if (width > NumberFormat.WIDEST) {
            throw new TemplateFault("a text is to be wider than 10000 characters");
        }
        return width;
    }

    private static String fill(String text, Given given) {
        int width = wide(given.whole(0, 0));
        String with = given.positional().size() > 1 ? given.text(1) : " ";
        if (with.codePointCount(0, with.length()) != 1) {
            throw new TemplateFault(
                    "one character is needed to fill with, not " + Values.described(with));
        }
        return with.repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }
}

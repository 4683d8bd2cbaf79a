package io.pgprov.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jinja's and Ansible's filters of text and of paths.
final class TextFilters {

    static final Map<String, String> PARAMETERS =
            Map.ofEntries(
                    Map.entry("upper", ""),
                    Map.entry("lower", ""),
                    Map.entry("capitalize", ""),
                    Map.entry("title", ""),
                    Map.entry("string", ""),
                    Map.entry("trim", "chars"),
                    Map.entry("replace", "old new count"),
                    Map.entry("indent", "width first blank"),
                    Map.entry("truncate", "length killwords end leeway"),
                    Map.entry("center", "width"),
                    Map.entry("format", "* **"),
                    Map.entry("wordcount", ""),
                    Map.entry("urlencode", ""),
                    Map.entry("quote", ""),
                    Map.entry("split", "sep maxsplit"),
                    Map.entry("comment", "style **"),
                    Map.entry("basename", ""),
                    Map.entry("dirname", ""),
                    Map.entry("splitext", ""),
                    Map.entry("path_join", ""));

    /// Those that Ansible refuses to apply to what is no text.
    private static final Set<String> OF_TEXT =
            Set.of("comment", "indent", "truncate", "split", "basename", "dirname", "splitext");

    private static final Pattern SAFE = Pattern.compile("[\\w@%+=:,./-]+");
    private static final Pattern WORD_BEGINNING = Pattern.compile("[-\\s({\\[<]+");

    private TextFilters() {}

    static Object apply(String name, Object value, Bound given) {
        if (name.equals("path_join")) {
            return paths(value);
        }
        if (OF_TEXT.contains(name) && !(value instanceof String)) {
            throw given.fault("needs text, not " + Values.described(value));
        }
        String text = name.equals("quote") && value instanceof None ? "" : PythonText.str(value);
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> TextMethods.capitalizedWhole(text);
            case "title" -> title(text);
            case "string" -> text;
            case "trim" ->
                    method(
                            text,
                            "strip",
                            given.has("chars") ? List.of(given.at("chars")) : List.of());
            case "replace" ->
                    TextMethods.replaced(
                            text, given.text("old"), given.text("new"), given.whole("count", -1));
            case "indent" -> indent(text, given);
            case "truncate" -> truncate(text, given);
            case "center" -> method(text, "center", List.of((long) given.whole("width", 80)));
            case "format" ->
                    PercentFormat.apply(
                            text,
                            given.more().isEmpty() ? new Tuple(given.rest()) : map(given.more()));
            case "wordcount" ->
                    Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS)
                            .matcher(text)
                            .results()
                            .count();
            case "urlencode" -> {
                if (value instanceof Map || Values.isSequence(value)) {
                    throw given.fault("needs text, not " + Values.described(value));
                }
                yield encoded(text);
            }
            case "quote" -> quoted(text);
            case "split" ->
                    Cutting.split(
                            text, given.at("sep", None.NONE), given.whole("maxsplit", -1), false);
            case "comment" -> comment(text, given);
            case "basename" -> text.substring(text.lastIndexOf('/') + 1);
            case "dirname" -> dirname(text);
            default -> splitext(text);
        };
    }

    private static OwnMap map(Map<String, Object> named) {
        OwnMap map = new OwnMap();
        map.putAll(named);
        return map;
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        Matcher gap = WORD_BEGINNING.matcher(text);
        int position = 0;
        while (gap.find()) {
            out.append(TextMethods.capitalized(text.substring(position, gap.start())))
                    .append(gap.group());
            position = gap.end();
        }
        return out.append(TextMethods.capitalized(text.substring(position))).toString();
    }

    private static String indent(String text, Bound given) {
        Object width = given.at("width", 4L);
        String by =
                width instanceof String written
                        ? written
                        : " ".repeat(Math.max(0, TextMethods.wide(given.whole("width", 4))));
        boolean blank = given.truth("blank");
        List<String> lines = Cutting.lines(text + "\n");
        StringBuilder out = new StringBuilder(given.truth("first") ? by : "");
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : "\n")
                    .append(i > 0 && (blank || !lines.get(i).isEmpty()) ? by : "")
                    .append(lines.get(i));
            Budget.check(out);
        }
        return out.toString();
    }

    private static String truncate(String text, Bound given) {
        int length = given.whole("length", 255);
        String end = given.text("end", "...");
        if (length < end.length()) {
            throw given.fault("needs a length of at least " + end.length());
        }
        if (text.length() <= length + given.whole("leeway", 5)) {
            return text;
        }
        String cut = text.substring(0, length - end.length());
        int space = cut.lastIndexOf(' ');
        return (given.truth("killwords") || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static Object method(String text, String name, List<Object> arguments) {
        return ((Callable) TextMethods.of(text, name).orElseThrow()).call(arguments, Map.of());
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~/".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    private static String quoted(String text) {
        return SAFE.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private static String comment(String text, Bound given) {
        String style = given.text("style", "plain");
        Map<String, Object> own = given.more();
        List<String> parts =
                switch (style) {
                    case "plain" -> List.of("", "# ", "");
                    case "erlang" -> List.of("", "% ", "");
                    case "c" -> List.of("", "// ", "");
                    case "cblock" -> List.of("/*", " * ", " */");
                    case "xml" -> List.of("<!--", " - ", "-->");
                    default ->
                            throw given.fault("knows the styles plain, erlang, c, cblock and xml");
                };
        List<String> known =
                List.of(
                        "newline",
                        "beginning",
                        "prefix",
                        "prefix_count",
                        "decoration",
                        "postfix",
                        "postfix_count",
                        "end");
        if (!known.containsAll(own.keySet())) {
            throw given.fault("takes " + String.join(", ", known));
        }
        BinaryOperator<String> part =
                (name, otherwise) -> PythonText.str(own.getOrDefault(name, otherwise));
        String line = part.apply("newline", "\n");
        String decoration = part.apply("decoration", parts.get(1));
        String beginning = part.apply("beginning", parts.get(0));
        String prefix = part.apply("prefix", decoration.stripTrailing());
        String postfix = part.apply("postfix", decoration.stripTrailing());
        String end = part.apply("end", parts.get(2));
        String body =
                (decoration + text.replace(line, line + decoration))
                        .replace(decoration + line, decoration.stripTrailing() + line);
        String before = prefix.isEmpty() ? "" : prefix.equals(line) ? line : prefix + line;
        return (beginning.isEmpty() ? "" : beginning + line)
                + before.repeat(count(part.apply("prefix_count", "1"), given))
                + body
                + (line + postfix).repeat(count(part.apply("postfix_count", "1"), given))
                + (end.isEmpty() ? "" : line + end);
    }

    private static int count(String written, Bound given) {
        if (!written.matches("\\d{1,3}")) {
            throw given.fault("needs a number of lines, not " + written);
        }
        return Integer.parseInt(written);
    }

    private static String dirname(String path) {
        String head = path.substring(0, path.lastIndexOf('/') + 1);
        return head.matches("/*") ? head : head.replaceAll("/+$", "");
    }

    private static Tuple splitext(String path) {
        int name = path.lastIndexOf('/') + 1;
        int first = name;
        while (first < path.length() && path.charAt(first) == '.') {
            first++;
        }
        int dot = path.lastIndexOf('.');
        return dot > first
                ? Tuple.of(path.substring(0, dot), path.substring(dot))
                : Tuple.of(path, "");
    }

    private static String paths(Object value) {
        List<Object> parts = value instanceof String ? List.of(value) : Values.iterate(value);
        if (parts.isEmpty()) {
            throw new TemplateFault("filter path_join needs at least one part");
        }
        String path = "";
        for (Object part : parts) {
            if (!(part instanceof String next)) {
                throw new TemplateFault(
                        "filter path_join needs text, not " + Values.described(part));
            }
            path =
                    next.startsWith("/")
                            ? next
                            : path.isEmpty() || path.endsWith("/")
                                    ? path + next
                                    : path + "/" + next;
        }
        return path;
    }
}

package io.pgprov.template;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ansible's filters with regular expressions.
final class PatternFilters {

    static final Map<String, String> PARAMETERS =
            Map.of(
                    "regex_replace", "pattern replacement ignorecase multiline",
                    "regex_search", "regex * ignorecase multiline",
                    "regex_findall", "regex multiline ignorecase",
                    "regex_escape", "re_type");

    private PatternFilters() {}

    static Object apply(String name, Object value, Bound given) {
        String text = PythonText.str(value);
        return switch (name) {
            case "regex_replace" -> replaced(text, given);
            case "regex_search" -> searched(text, given);
            case "regex_findall" -> all(text, given);
            default -> escaped(text, given);
        };
    }

    private static String replaced(String text, Bound given) {
        Matcher match = Patterns.matcher(Patterns.pattern(given.at("pattern", ""), given), text);
        if (!(given.at("replacement", "") instanceof String replacement)) {
            throw given.fault("needs text to replace with");
        }
        StringBuilder out = new StringBuilder();
        int position = 0;
        while (match.find()) {
            out.append(text, position, match.start()).append(Patterns.expanded(replacement, match));
            position = match.end();
            Budget.check(out);
        }
        return out.append(text.substring(position)).toString();
    }

    private static Object searched(String text, Bound given) {
        Matcher match = Patterns.matcher(Patterns.pattern(given.at("regex"), given), text);
        if (!match.find()) {
            return None.NONE;
        }
        List<Object> groups = given.rest();
        if (groups.isEmpty()) {
            return match.group();
        }
        OwnList found = new OwnList();
        for (Object group : groups) {
            Matcher named =
                    Pattern.compile("\\\\(?:g<(\\S+)>|(\\d+))").matcher(PythonText.str(group));
            if (!named.matches()) {
                throw given.fault("takes groups such as '\\\\1', not " + Values.described(group));
            }
            found.add(
                    Patterns.captured(
                                    named.group(1) != null ? named.group(1) : named.group(2), match)
                            .<Object>map(part -> part)
                            .orElse(None.NONE));
        }
        return found;
    }

    private static OwnList all(String text, Bound given) {
        Matcher match = Patterns.matcher(Patterns.pattern(given.at("regex"), given), text);
        OwnList found = new OwnList();
        while (match.find()) {
            if (match.groupCount() <= 1) {
                found.add(Patterns.group(Integer.toString(match.groupCount()), match));
                continue;
            }
            OwnList groups = new OwnList();
            for (int i = 1; i <= match.groupCount(); i++) {
                groups.add(Patterns.group(Integer.toString(i), match));
            }
            found.add(new Tuple(groups));
        }
        return found;
    }

    private static String escaped(String text, Bound given) {
        String special =
                switch (given.text("re_type", "python")) {
                    case "python" -> "()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f";
                    case "posix_basic" -> "[].^$*\\";
                    default -> throw given.fault("knows python and posix_basic");
                };
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(special.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return out.toString();
    }
}

package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Cutting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Ansible's INI form of an inventory into a [GroupTree]: `[group]` with a host and its variables per line,
/// `[group:vars]` and `[group:children]` (`ansible/plugins/inventory/ini.py`).
final class IniFile {

    private static final Pattern SECTION =
            Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern GROUP = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

    /// What the lines of a section are.
    private enum Kind {
        HOSTS,
        VARS,
        CHILDREN,
        /// Of a section with a mistake in its header.
        UNKNOWN
    }

    /// A group that is named before it is declared.
    private record Child(String parent, Origin origin) {}

    private final GroupTree tree;
    private final Consumer<Yaml.Entry> seen;
    private final Findings findings;
    private final Placing placing;
    private final Map<String, List<Child>> awaited = new LinkedHashMap<>();
    private final Map<String, Origin> undeclared = new LinkedHashMap<>();
    private String group = GroupTree.UNGROUPED;
    private Kind kind = Kind.HOSTS;

    /// @param seen told every variable
    IniFile(GroupTree tree, Consumer<Yaml.Entry> seen, Findings findings) {
        this.tree = tree;
        this.seen = seen;
        this.findings = findings;
        this.placing = new Placing(tree, findings);
    }

    /// Whether a text has a section, so that it is meant to be of this form.
    static boolean hasSections(String text) {
        return text.indexOf('[') >= 0
                && Cutting.lines(text).stream()
                        .anyMatch(line -> SECTION.matcher(line.strip()).matches());
    }

    /// Whether a text has nothing but comments.
    static boolean isEmpty(String text) {
        return Cutting.lines(text).stream().map(Cutting::strip).allMatch(IniFile::isNothing);
    }

    private static boolean isNothing(String line) {
        return line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';';
    }

    void read(String text, String name) {
        List<String> lines = Cutting.lines(text);
        for (int i = 0; i < lines.size(); i++) {
            String line = Cutting.strip(lines.get(i));
            if (!isNothing(line)) {
                line(line, new Origin(name, i + 1));
            }
        }
        undeclared.forEach((undeclaredName, origin) ->
                findings.problem(
                        origin,
                        "there is no group " + undeclaredName,
                        "declare it: [" + undeclaredName + "]"));
        awaited.forEach((child, places) ->
                places.forEach(place ->
                        findings.problem(
                                place.origin(),
                                "group "
                                        + place.parent()
                                        + " has "
                                        + child
                                        + " below it, which is no group",
                                "declare it: [" + child + "]")));
    }

    private void line(String line, Origin origin) {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            section(section, origin);
        } else if (line.startsWith("[") && line.endsWith("]")) {
            kind = Kind.UNKNOWN;
            findings.problem(
                    origin,
                    "not a section: " + line,
                    "write [group], [group:vars] or [group:children], without blanks");
        } else {
            switch (kind) {
                case HOSTS -> hosts(line, origin);
                case VARS -> variable(line, origin);
                case CHILDREN -> child(line, origin);
                case UNKNOWN -> {}
            }
        }
    }

    private void section(Matcher section, Origin origin) {
        group = section.group(1);
        String word = Optional.ofNullable(section.group(2)).orElse("hosts");
        switch (word) {
            case "hosts" -> kind = Kind.HOSTS;
            case "vars" -> kind = Kind.VARS;
            case "children" -> kind = Kind.CHILDREN;
            default -> {
                kind = Kind.UNKNOWN;
                findings.problem(
                        origin,
                        "unknown kind of section: " + word,
                        "a group has a section for itself, :vars and :children");
                return;
            }
        }
        if (kind != Kind.VARS) {
            undeclared.remove(group);
        } else if (tree.group(group).isEmpty() && !awaited.containsKey(group)) {
            undeclared.put(group, origin);
        }
        tree.group(group, origin);
        if (kind != Kind.VARS) {
            List<Child> places = awaited.remove(group);
            if (places != null) {
                places.forEach(place -> placing.child(place.parent(), group, place.origin()));
            }
        }
    }

    private void hosts(String line, Origin origin) {
        List<String> words;
        try {
            words = Words.splitBeforeComment(line, origin);
        } catch (ProblemException e) {
            findings.problems(e);
            return;
        }
        Map<String, Yaml.Entry> variables = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                findings.problem(
                        origin,
                        "after a host come variables as name=value, not " + word,
                        "quote a value that has blanks: name=\"a value\"");
                return;
            }
            Yaml.Entry entry = entry(word.substring(0, equals), word.substring(equals + 1), origin);
            variables.put(entry.key(), entry);
        }
        if (words.getFirst().strip().endsWith(":")) {
            findings.problem(
                    origin,
                    "no port after the colon: " + words.getFirst(),
                    "this looks like YAML; end the name of the file in .yml if it is");
            return;
        }
        placing.hosts(group, words.getFirst(), new ArrayList<>(variables.values()), origin);
    }

    private void variable(String line, Origin origin) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            findings.problem(origin, "variables are written name=value", "");
            return;
        }
        String name = Cutting.strip(line.substring(0, equals));
        placing.variable(group, entry(name, Cutting.strip(line.substring(equals + 1)), origin));
    }

    private Yaml.Entry entry(String name, String value, Origin origin) {
        Yaml.Entry entry = new Yaml.Entry(name, origin, PythonLiteral.value(value, origin));
        seen.accept(entry);
        return entry;
    }

    private void child(String line, Origin origin) {
        Matcher matcher = GROUP.matcher(line);
        if (!matcher.matches()) {
            findings.problem(origin, "not a name for a group: " + line, "one name per line");
        } else if (tree.group(matcher.group(1)).isEmpty()) {
            awaited.computeIfAbsent(matcher.group(1), _ -> new ArrayList<>())
                    .add(new Child(group, origin));
        } else {
            placing.child(group, matcher.group(1), origin);
        }
    }
}

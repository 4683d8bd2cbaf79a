package io.pgprov.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds filters by name, and applies them. What is none is an error when the template is read.
final class Filters {

    private static final List<String> COLLECTIONS =
            List.of("ansible.builtin.", "ansible.utils.", "ansible.netcommon.");

    /// Filters of Jinja or Ansible that are left out, and why.
    private static final Map<String, String> UNSUPPORTED =
            Map.ofEntries(
                    Map.entry(
                            "random", "a text that differs each time would be drift in every run"),
                    Map.entry(
                            "shuffle", "a text that differs each time would be drift in every run"),
                    Map.entry("tojson", "it is for web pages: use to_json"),
                    Map.entry("safe", "nothing is escaped here"),
                    Map.entry("strftime", "write the date out"),
                    Map.entry("to_datetime", "write the date out"),
                    Map.entry("fileglob", "name the files in a variable"),
                    Map.entry("realpath", "paths are those of the host"),
                    Map.entry("expanduser", "paths are those of the host: write them out"),
                    Map.entry("expandvars", "use secret('env:NAME')"),
                    Map.entry("vault", "use pgprov vault encrypt-string"),
                    Map.entry("unvault", "write the value as !vault"),
                    Map.entry("json_query", "use selectattr, map and first"),
                    Map.entry("type_debug", "the names of Python's types mean nothing here"));

    private Filters() {}

    /// The filter's own name.
    ///
    /// @param line where it is used
    static String known(String written, int line) {
        String name = Filters.own(written);
        if (parameters(name).isPresent()) {
            return name;
        }
        if (UNSUPPORTED.containsKey(name)) {
            throw new TemplateFault(
                    "filter " + written + " is not supported", UNSUPPORTED.get(name), line);
        }
        throw new TemplateFault(
                "unknown filter " + written, "docs/templates.md lists the filters", line);
    }

    static String own(String written) {
        return COLLECTIONS.stream()
                .filter(written::startsWith)
                .findFirst()
                .map(prefix -> written.substring(prefix.length()))
                .orElse(written);
    }

    static Optional<String> parameters(String name) {
        return Optional.ofNullable(CollectionFilters.PARAMETERS.get(name))
                .or(() -> Optional.ofNullable(SelectionFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(TextFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(NumberFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(DocumentFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(PatternFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(HashFilters.PARAMETERS.get(name)))
                .or(() -> Optional.ofNullable(AddressFilters.PARAMETERS.get(name)));
    }

    static java.util.Set<String> names() {
        java.util.Set<String> names = new java.util.TreeSet<>();
        names.addAll(CollectionFilters.PARAMETERS.keySet());
        names.addAll(SelectionFilters.PARAMETERS.keySet());
        names.addAll(TextFilters.PARAMETERS.keySet());
        names.addAll(NumberFilters.PARAMETERS.keySet());
        names.addAll(DocumentFilters.PARAMETERS.keySet());
        names.addAll(PatternFilters.PARAMETERS.keySet());
        names.addAll(HashFilters.PARAMETERS.keySet());
        names.addAll(AddressFilters.PARAMETERS.keySet());
        return names;
    }

    /// Applies a filter that is [known][#known].
    static Object apply(
            String name,
            Object input,
            List<Object> positional,
            Map<String, Object> named,
            Run run) {
        String parameters = parameters(name).orElseThrow();
        Bound given = new Bound("filter " + name, parameters, positional, named, run);
        if (SelectionFilters.PARAMETERS.containsKey(name)) {
            return SelectionFilters.apply(name, input, given);
        }
        Object value = Undefined.refuse(input);
        if (CollectionFilters.PARAMETERS.containsKey(name)) {
            return CollectionFilters.apply(name, value, given);
        }
        if (TextFilters.PARAMETERS.containsKey(name)) {
            return TextFilters.apply(name, value, given);
        }
        if (NumberFilters.PARAMETERS.containsKey(name)) {
            return NumberFilters.apply(name, value, given);
        }
        if (DocumentFilters.PARAMETERS.containsKey(name)) {
            return DocumentFilters.apply(name, value, given);
        }
        if (PatternFilters.PARAMETERS.containsKey(name)) {
            return PatternFilters.apply(name, value, given);
        }
        return HashFilters.PARAMETERS.containsKey(name)
                ? HashFilters.apply(name, value, given)
                : AddressFilters.apply(name, value, given);
    }
}

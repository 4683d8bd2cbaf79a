package io.pgprov.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    @FunctionalInterface
    private interface Application {
        Object of(String name, Object value, Bound given);
    }

    /// Filters of one file.
    ///
    /// @param parameters of each filter, as [Bound] reads them
    private record Family(Map<String, String> parameters, Application application) {

        static Family ofDefined(Map<String, String> parameters, Application application) {
            return new Family(
                    parameters,
                    (name, value, given) -> application.of(name, Undefined.refuse(value), given));
        }
    }

    /// Where each filter is.
    private static final Map<String, Family> FAMILIES = new TreeMap<>();

    static {
        Stream.of(
                        new Family(SelectionFilters.PARAMETERS, SelectionFilters::apply),
                        Family.ofDefined(CollectionFilters.PARAMETERS, CollectionFilters::apply),
                        Family.ofDefined(RegroupingFilters.PARAMETERS, RegroupingFilters::apply),
                        Family.ofDefined(MapFilters.PARAMETERS, MapFilters::apply),
                        Family.ofDefined(TextFilters.PARAMETERS, TextFilters::apply),
                        Family.ofDefined(PatternFilters.PARAMETERS, PatternFilters::apply),
                        Family.ofDefined(NumberFilters.PARAMETERS, NumberFilters::apply),
                        Family.ofDefined(DocumentFilters.PARAMETERS, DocumentFilters::apply),
                        Family.ofDefined(HashFilters.PARAMETERS, HashFilters::apply),
                        Family.ofDefined(AddressFilters.PARAMETERS, AddressFilters::apply))
                .forEach(family ->
                        family.parameters().keySet().forEach(name -> FAMILIES.put(name, family)));
    }

    private Filters() {}

    /// The filter's own name.
    ///
    /// @param line where it is used
    static String known(String written, int line) {
        String name = Filters.own(written);
        if (FAMILIES.containsKey(name)) {
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

    static Set<String> names() {
        return FAMILIES.keySet();
    }

    /// Applies a filter that is [known][#known].
    static Object apply(
            String name,
            Object input,
            List<Object> positional,
            Map<String, Object> named,
            Run run) {
        Family family = FAMILIES.get(name);
        String parameters = family.parameters().get(name);
        Bound given = new Bound("filter " + name, parameters, positional, named, run);
        return family.application().of(name, input, given);
    }
}

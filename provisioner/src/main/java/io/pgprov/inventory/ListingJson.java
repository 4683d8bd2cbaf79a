package io.pgprov.inventory;

import io.pgprov.template.PythonFloat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The document of `ansible-inventory --list`, byte for byte: keys sorted, indented by four, what is not ASCII as it is.
///
/// Nothing is masked: it shows what the files hold, as Ansible's does.
public final class ListingJson {

    private static final Comparator<String> BY_CODE_POINT =
            (a, b) -> {
                int[] left = a.codePoints().toArray();
                int[] right = b.codePoints().toArray();
                return java.util.Arrays.compare(left, right);
            };

    private final StringBuilder out = new StringBuilder();

    private ListingJson() {}

    public static String of(InventoryListing listing) {
        Map<String, Object> document = sorted();
        addGroup(GroupTree.ALL, listing, document, new LinkedHashSet<>());
        Map<String, Object> hosts = sorted();
        listing.hosts()
                .forEach(host -> {
                    Map<String, Yaml> variables = listing.variables(host);
                    if (!variables.isEmpty()) {
                        hosts.put(host.name(), variables);
                    }
                });
        document.put("_meta", Map.of("hostvars", hosts));
        ListingJson json = new ListingJson();
        json.write(document, 0);
        return json.out.append('\n').toString();
    }

    private static Map<String, Object> sorted() {
        return new TreeMap<>(BY_CODE_POINT);
    }

    /// Groups without hosts and children are left out.
    private static void addGroup(
            String group,
            InventoryListing listing,
            Map<String, Object> document,
            Set<String> done) {
        if (!done.add(group)) {
            return;
        }
        Map<String, Object> parts = sorted();
        List<String> names =
                listing.hosts(group).stream().map(io.pgprov.model.HostName::name).toList();
        if (!names.isEmpty() && !group.equals(GroupTree.ALL)) {
            parts.put("hosts", names);
        }
        if (!listing.children(group).isEmpty()) {
            parts.put("children", listing.children(group));
        }
        if (!parts.isEmpty()) {
            document.put(group, parts);
        }
        listing.children(group).forEach(child -> addGroup(child, listing, document, done));
    }

    private void write(Object value, int depth) {
        switch (value) {
            case Yaml node -> node(node, depth);
            case Map<?, ?> map -> {
                Map<String, Object> fields = sorted();
                map.forEach((name, field) -> fields.put((String) name, field));
                List<Part> parts = new ArrayList<>();
                fields.forEach((name, field) -> parts.add(new Part(name, field)));
                block('{', parts, '}', depth);
            }
            case List<?> items ->
                    block('[', items.stream().map(item -> new Part("", item)).toList(), ']', depth);
            case Object text -> text(text.toString());
        }
    }

    /// A field of an object, or an item of a list, whose name is empty and not written.
    private record Part(String name, Object value) {}

    private void node(Yaml node, int depth) {
        switch (node) {
            case Yaml.Text text when text.template() -> text(text.text());
            case Yaml.Text text -> write(Map.of("__ansible_unsafe", text.text()), depth);
            case Yaml.Vaulted vaulted ->
                    write(Map.of("__ansible_vault", vaulted.envelope()), depth);
            case Yaml.Timestamp time -> text(Timestamps.iso(time.written()));
            case Yaml.Number number when number.value() instanceof Double real ->
                    out.append(PythonFloat.json(real));
            case Yaml.Number number -> out.append(number.value());
            case Yaml.Bool bool -> out.append(bool.value());
            case Yaml.Empty _ -> out.append("null");
            case Yaml.Sequence list -> write(list.items(), depth);
            case Yaml.Mapping map -> {
                Map<String, Object> fields = sorted();
                map.entries().forEach(e -> fields.put(e.key(), e.value()));
                write(fields, depth);
            }
        }
    }

    private void block(char open, List<Part> parts, char close, int depth) {
        out.append(open);
        for (int i = 0; i < parts.size(); i++) {
            out.append(i == 0 ? "\n" : ",\n").append("    ".repeat(depth + 1));
            if (open == '{') {
                text(parts.get(i).name());
                out.append(": ");
            }
            write(parts.get(i).value(), depth + 1);
        }
        if (!parts.isEmpty()) {
            out.append('\n').append("    ".repeat(depth));
        }
        out.append(close);
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : c);
            }
        }
        out.append('"');
    }
}

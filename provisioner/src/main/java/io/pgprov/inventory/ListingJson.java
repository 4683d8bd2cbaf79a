package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.template.JsonText;
import io.pgprov.template.None;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The document of `ansible-inventory --list`, byte for byte: keys sorted, indented by four, what is not ASCII as it is.
///
/// Nothing is masked: it shows what the files hold, as Ansible's does.
public final class ListingJson {

    private static final JsonText JSON =
            new JsonText(Optional.of("    "), ",", ": ", true, false, _ -> {});

    private ListingJson() {}

    public static String of(InventoryListing listing) {
        Map<String, Object> document = new LinkedHashMap<>();
        addGroup(GroupTree.ALL, listing, document, new LinkedHashSet<>());
        Map<String, Object> hosts = new LinkedHashMap<>();
        listing.hosts()
                .forEach(host -> {
                    Map<String, Yaml> variables = listing.variables(host);
                    if (!variables.isEmpty()) {
                        hosts.put(host.name(), fields(variables));
                    }
                });
        document.put("_meta", Map.of("hostvars", hosts));
        return JSON.write(document) + "\n";
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
        Map<String, Object> parts = new LinkedHashMap<>();
        List<String> names = listing.hosts(group).stream().map(HostName::name).toList();
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

    private static Map<String, Object> fields(Map<String, Yaml> values) {
        Map<String, Object> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(name, listed(value)));
        return fields;
    }

    private static Object listed(Yaml node) {
        return switch (node) {
            case Yaml.Text text when text.template() -> text.text();
            case Yaml.Text text -> Map.of("__ansible_unsafe", text.text());
            case Yaml.Vaulted vaulted -> Map.of("__ansible_vault", vaulted.envelope());
            case Yaml.Timestamp time -> Timestamps.iso(time.written());
            case Yaml.Number number -> number.value();
            case Yaml.Bool bool -> bool.value();
            case Yaml.Empty _ -> None.NONE;
            case Yaml.Sequence list -> list.items().stream().map(ListingJson::listed).toList();
            case Yaml.Mapping map -> {
                Map<String, Yaml> values = new LinkedHashMap<>();
                map.entries().forEach(e -> values.put(e.key(), e.value()));
                yield fields(values);
            }
        };
    }
}

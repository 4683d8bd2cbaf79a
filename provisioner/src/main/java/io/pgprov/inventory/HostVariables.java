package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Lookup;
import io.pgprov.template.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The variables of one host, after Ansible's precedence. Values are rendered when they are asked for, and once.
///
/// Safe for use by several threads.
public final class HostVariables implements Lookup {

    private static final ScopedValue<List<String>> CHAIN = ScopedValue.newInstance();

    private final HostName host;
    private final Map<String, Yaml.Entry> entries;
    private final Set<String> fixed;
    private final Map<String, Object> magic;
    private final Templates templates;
    private final Map<String, Yaml> rendered = new ConcurrentHashMap<>();

    /// @param fixed names given with `-e`, which nothing overrides
    /// @param magic `inventory_hostname` and the like
    HostVariables(
            HostName host,
            Map<String, Yaml.Entry> entries,
            Set<String> fixed,
            Map<String, Object> magic,
            Templates templates) {
        this.host = host;
        this.entries = new LinkedHashMap<>(entries);
        this.fixed = Set.copyOf(fixed);
        this.magic = magic;
        this.templates = templates;
    }

    public HostName host() {
        return host;
    }

    /// The rendered value: text, `Long`, `Double`, `Boolean`, [Moment][io.pgprov.template.Moment], `List` or `Map`, and [None#NONE] for a variable without a
    /// value. Empty: no such variable.
    ///
    /// @throws ProblemException where it cannot be rendered, or refers to itself
    @Override
    public Optional<Object> value(String name) {
        Object known = magic.get(name);
        return known != null ? Optional.of(known) : node(name).map(Yaml::plain);
    }

    /// The rendered value with its places; parts of a map keep the line they are written in.
    ///
    /// @throws ProblemException where it cannot be rendered, or refers to itself
    public Optional<Yaml> node(String name) {
        Yaml.Entry entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        Yaml known = rendered.get(name);
        if (known == null) {
            known = within(name, entry);
            rendered.put(name, known);
        }
        return Optional.of(known);
    }

    /// Where a variable is written: the line of its name.
    public Optional<Origin> origin(String name) {
        return Optional.ofNullable(entries.get(name)).map(Yaml.Entry::origin);
    }

    /// The variables as they are written, nothing rendered.
    List<Yaml.Entry> entries() {
        return List.copyOf(entries.values());
    }

    /// Names of all variables, sorted, without the magic ones.
    @Override
    public Set<String> names() {
        return new TreeSet<>(entries.keySet());
    }

    /// These variables with those of a play or task, which win over the inventory but not over `-e`.
    public HostVariables with(Yaml.Mapping variables) {
        Map<String, Yaml.Entry> all = new LinkedHashMap<>(entries);
        variables.entries().stream()
                .filter(e -> !fixed.contains(e.key()))
                .forEach(e -> all.put(e.key(), e));
        return new HostVariables(host, all, fixed, magic, templates);
    }

    /// These variables with known values, such as the item of a loop, that are never rendered and win over everything.
    public HostVariables withValues(Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(magic);
        all.putAll(values);
        return new HostVariables(host, entries, fixed, all, templates);
    }

    private Yaml within(String name, Yaml.Entry entry) {
        List<String> chain = new ArrayList<>(CHAIN.isBound() ? CHAIN.get() : List.of());
        String step = host + "." + name;
        boolean again = chain.contains(step);
        chain.add(step);
        if (again) {
            String way =
                    String.join(" -> ", chain.subList(chain.indexOf(step), chain.size()))
                            .replace(host + ".", "");
            throw new ProblemException(
                    Problem.of(
                                    "variable " + name + " refers to itself: " + way,
                                    "break the circle by writing one of the values out")
                            .at(entry.origin()));
        }
        return ScopedValue.where(CHAIN, chain).call(() -> render(entry.value()));
    }

    /// Renders every text of a tree with these variables.
    ///
    /// @throws ProblemException for the first that cannot be rendered
    public Yaml render(Yaml node) {
        return node.withScalars(scalar ->
                switch (scalar) {
                    case Yaml.Text text when text.template() && Templates.isTemplate(text.text()) ->
                            Yaml.of(
                                    templates.value(text.text(), text.textOrigin(), this),
                                    text.origin());
                    case Yaml.Vaulted vaulted -> vaulted.open();
                    case Yaml other -> other;
                });
    }
}

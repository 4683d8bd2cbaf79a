package io.pgprov.environment;

import io.pgprov.inventory.Yaml;
import io.pgprov.model.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one service of a Compose file: its environment as Compose gives it to the container. Nothing outside of the file is read: what
/// `env_file`, `extends` and the environment of Compose itself add is named.
final class ServiceReading {

    static final String RESOLVE =
            "let Compose resolve it: docker compose config | pgprov import-env -";

    private final Remarks remarks;
    private final List<String> names = new ArrayList<>();

    private ServiceReading(Remarks remarks) {
        this.remarks = remarks;
    }

    static Service service(Yaml.Entry entry) {
        return new ServiceReading(new Remarks(", service " + entry.key())).read(entry);
    }

    private Service read(Yaml.Entry entry) {
        Yaml body = entry.value();
        List<Given> variables = new ArrayList<>();
        entry(body, "environment").ifPresent(e -> variables(e, variables));
        nameUnread(body);
        List<String> mounts = new ArrayList<>();
        entry(body, "volumes").ifPresent(v -> mounts(v, mounts));
        return new Service(
                Optional.of(entry.key()),
                entry(body, "image").flatMap(ServiceReading::plain),
                variables,
                names,
                mounts,
                startup(body),
                entry.origin(),
                remarks.all());
    }

    /// Nothing behind a key is the image's own, which is what `docker compose config` prints.
    private static Startup startup(Yaml body) {
        return new Startup(
                entry(body, "command")
                        .filter(c -> !(c instanceof Yaml.Empty))
                        .map(c -> new Startup.Command(words(c), c.origin())),
                entry(body, "entrypoint").filter(e -> !(e instanceof Yaml.Empty)).map(Yaml::origin),
                entry(body, "user").flatMap(ServiceReading::plain));
    }

    /// A text is split, a list is not (Compose specification, `command`).
    private static Optional<List<String>> words(Yaml command) {
        if (!(command instanceof Yaml.Sequence list)) {
            return plain(command).flatMap(ServiceReading::literal).flatMap(ShellWords::split);
        }
        List<String> words =
                list.items().stream()
                        .flatMap(item -> plain(item).flatMap(ServiceReading::literal).stream())
                        .toList();
        return words.size() == list.items().size() ? Optional.of(words) : Optional.empty();
    }

    private void nameUnread(Yaml body) {
        for (String key : List.of("env_file", "extends")) {
            entry(body, key)
                    .ifPresent(value ->
                            remarks.warning(
                                    value.origin(),
                                    key + " is not followed: what it adds is missing here",
                                    RESOLVE));
        }
    }

    private void variables(Yaml environment, List<Given> into) {
        switch (environment) {
            case Yaml.Mapping map -> map.entries().forEach(e -> variable(e, into));
            case Yaml.Sequence list -> list.items().forEach(item -> assignment(item, into));
            case Yaml.Empty _ -> {}
            default ->
                    remarks.error(environment.origin(), "environment must be a map or a list", "");
        }
    }

    private void variable(Yaml.Entry entry, List<Given> into) {
        String name = entry.key();
        names.add(name);
        switch (entry.value()) {
            case Yaml.Empty _ -> missing(name, entry.origin());
            case Yaml.Sequence _, Yaml.Mapping _, Yaml.Vaulted _ ->
                    remarks.error(
                            entry.origin(), Names.shown(name) + " must be one plain value", "");
            default -> {
                if (changed(entry.value())) {
                    remarks.error(
                            entry.origin(),
                            Names.shown(name)
                                    + ": YAML does not read this as the text that is written",
                            "put it into quotes");
                } else {
                    plain(entry.value())
                            .ifPresent(v -> add(new Given(name, v, entry.origin()), into));
                }
            }
        }
    }

    private void assignment(Yaml item, List<Given> into) {
        if (!(item instanceof Yaml.Text text)) {
            remarks.error(item.origin(), "an item of environment must be text", "write NAME=value");
            return;
        }
        int equals = text.text().indexOf('=');
        names.add(equals < 0 ? text.text() : text.text().substring(0, equals));
        if (equals < 0) {
            missing(text.text(), item.origin());
        } else {
            String name = text.text().substring(0, equals);
            add(new Given(name, text.text().substring(equals + 1), item.origin()), into);
        }
    }

    private void missing(String name, Origin origin) {
        remarks.error(
                origin,
                Names.shown(name) + " has no value: Compose takes it from where it is run",
                "write the value, or " + RESOLVE);
    }

    private void add(Given variable, List<Given> into) {
        Optional<String> value = literal(variable.value());
        if (value.isPresent()) {
            into.add(new Given(variable.name(), value.get(), variable.origin()));
        } else {
            remarks.error(
                    variable.origin(),
                    Names.shown(variable.name()) + " is put together by Compose ($NAME or ${NAME})",
                    RESOLVE + "; a $ that is part of the value is written $$");
        }
    }

    /// The value where Compose replaces nothing in it; `$$` is a dollar sign (Compose specification, interpolation).
    static Optional<String> literal(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c);
            if (c != '$' || i + 1 == value.length()) {
                continue;
            }
            char next = value.charAt(i + 1);
            if (next == '$') {
                i++;
            } else if (next == '{' || next == '_' || isLetter(next)) {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /// Whether Compose gives the container another text than the one in the file: `0644`, `1_000`, `True`, dates.
    private static boolean changed(Yaml value) {
        return switch (value) {
            case Yaml.Number number -> !number.plain();
            case Yaml.Bool bool ->
                    bool.written().equalsIgnoreCase(String.valueOf(bool.value()))
                            && !bool.written().equals(String.valueOf(bool.value()));
            case Yaml.Timestamp _ -> true;
            default -> false;
        };
    }

    private static Optional<String> plain(Yaml value) {
        return switch (value) {
            case Yaml.Text text -> Optional.of(text.text());
            case Yaml.Number number -> Optional.of(number.written());
            case Yaml.Bool bool -> Optional.of(bool.written());
            default -> Optional.empty();
        };
    }

    private static void mounts(Yaml volumes, List<String> into) {
        if (volumes instanceof Yaml.Sequence list) {
            for (Yaml item : list.items()) {
                plain(item)
                        .or(() -> entry(item, "target").flatMap(ServiceReading::plain))
                        .ifPresent(into::add);
            }
        }
    }

    static Optional<Yaml> entry(Yaml node, String key) {
        return node instanceof Yaml.Mapping map
                ? map.entry(key).map(Yaml.Entry::value)
                : Optional.empty();
    }
}

package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node of a YAML file that knows where it stands. Scalars are what YAML 1.1 makes of them, as Ansible reads them.
public sealed interface Yaml {

    Origin origin();

    /// Text.
    ///
    /// @param origin line of the value
    /// @param textOrigin line of its first line of text, which is the next one for `|` and `>` blocks
    /// @param template whether it may be rendered; not so with `!unsafe`
    record Text(Origin origin, String text, Origin textOrigin, boolean template) implements Yaml {}

    /// A number.
    ///
    /// @param value `Long`, `BigInteger` or `Double`
    /// @param written as in the file: `0644`, where `value` is 420
    record Number(Origin origin, java.lang.Number value, String written) implements Yaml {

        /// Whether the number would be written as it is: not so for `0644`, `9.10`, `1:30` and `1_000`.
        public boolean plain() {
            return value.toString().equals(written);
        }
    }

    /// A Boolean.
    ///
    /// @param written as in the file: `yes`
    record Bool(Origin origin, boolean value, String written) implements Yaml {}

    /// A date, or a date and a time. Ansible makes a point in time of it; here it is text wherever it is used.
    ///
    /// @param written as in the file: `2026-11-20 10:00:00`
    record Timestamp(Origin origin, String written) implements Yaml {}

    /// A value that Ansible's vault has encrypted.
    ///
    /// @param envelope its text, from `$ANSIBLE_VAULT` on
    record Vaulted(Origin origin, String envelope) implements Yaml {

        /// What is said where the value is wanted.
        public ProblemException closed() {
            return new ProblemException(
                    Problem.of(
                                    "vault values are not supported yet",
                                    "use {{ secret('env:NAME') }} or secret('file:PATH')")
                            .at(origin));
        }
    }

    /// No value: `null`, `~`, or nothing after the colon.
    record Empty(Origin origin) implements Yaml {}

    /// A list.
    record Sequence(Origin origin, List<Yaml> items) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// A map, in file order; of keys written twice only the last is here.
    record Mapping(Origin origin, List<Entry> entries) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().equals(key)).findFirst();
        }
    }

    /// A key and its value.
    ///
    /// @param key as written; where YAML makes no text of it, what it makes: `420` of `0644`, `true` of `yes`
    /// @param origin line of the key
    /// @param textKey whether YAML reads the key as text
    record Entry(String key, Origin origin, Yaml value, boolean textKey) {

        public Entry(String key, Origin origin, Yaml value) {
            this(key, origin, value, true);
        }
    }

    /// What this node is called in messages.
    default String kind() {
        return switch (this) {
            case Text _ -> "text";
            case Number _ -> "a number";
            case Bool _ -> "a Boolean";
            case Timestamp _ -> "a time";
            case Vaulted _ -> "a vaulted value";
            case Empty _ -> "empty";
            case Sequence _ -> "a list";
            case Mapping _ -> "a map";
        };
    }

    /// Plain values that all stand at one place: what a template gave. Nothing in them is rendered.
    static Yaml of(Object value, Origin origin) {
        return switch (value) {
            case Boolean truth -> new Bool(origin, truth, truth.toString());
            case java.lang.Number number -> new Number(origin, number, number.toString());
            case Map<?, ?> map ->
                    new Mapping(
                            origin,
                            map.entrySet().stream()
                                    .map(e ->
                                            new Entry(
                                                    e.getKey().toString(),
                                                    origin,
                                                    of(e.getValue(), origin)))
                                    .toList());
            case List<?> list ->
                    new Sequence(origin, list.stream().map(item -> of(item, origin)).toList());
            default -> new Text(origin, value.toString(), origin, false);
        };
    }

    /// The node as plain values, templates unrendered: text, `Long`, `BigInteger`, `Double`, `Boolean`, `List`, `Map`. Empty
    /// nodes are left out of maps, and are empty text in lists.
    static Optional<Object> plain(Yaml node) {
        return switch (node) {
            case Text text -> Optional.of(text.text());
            case Number number -> Optional.of(number.value());
            case Bool bool -> Optional.of(bool.value());
            case Timestamp time -> Optional.of(time.written());
            case Vaulted vaulted -> throw vaulted.closed();
            case Empty _ -> Optional.empty();
            case Sequence sequence -> {
                List<Object> items = new ArrayList<>();
                sequence.items().forEach(item -> items.add(plain(item).orElse("")));
                yield Optional.of(items);
            }
            case Mapping mapping -> {
                Map<String, Object> map = new LinkedHashMap<>();
                mapping.entries()
                        .forEach(e -> plain(e.value()).ifPresent(value -> map.put(e.key(), value)));
                yield Optional.of(map);
            }
        };
    }
}

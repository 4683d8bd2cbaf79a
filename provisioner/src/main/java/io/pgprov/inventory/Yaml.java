package io.pgprov.inventory;

import io.pgprov.model.Once;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.template.Moment;
import io.pgprov.template.None;
import io.pgprov.template.PythonFloat;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A node of a YAML file that knows where it stands. Scalars are what YAML 1.1 makes of them, as Ansible reads them.
public sealed interface Yaml {

    Origin origin();

    /// Text.
    ///
    /// @param origin line of the value
    /// @param textOrigin line of its first line of text, which is the next one for `|` and `>` blocks
    /// @param template whether it may be rendered; not so with `!unsafe`
    record Text(Origin origin, String text, Origin textOrigin, boolean template) implements Yaml {}

    /// An encrypted text, `!vault`. It is opened when it is rendered, and once; what it holds is a recorded secret and is never
    /// rendered as a template (in Ansible, too, it is marked unsafe).
    final class Vaulted implements Yaml {

        private final Origin origin;
        private final String envelope;
        private final Once<String> opened;

        /// @param envelope header and digits, as in the file
        /// @param opening gives what it holds; may throw a [ProblemException]
        Vaulted(Origin origin, String envelope, Supplier<String> opening) {
            this.origin = origin;
            this.envelope = envelope;
            this.opened = new Once<>(opening);
        }

        @Override
        public Origin origin() {
            return origin;
        }

        /// The encrypted text, as `ansible-inventory --list` shows it.
        public String envelope() {
            return envelope;
        }

        /// What it holds.
        ///
        /// @throws ProblemException where no password opens it, each time again
        public Text open() {
            return new Text(origin, opened.get(), origin, false);
        }

        @Override
        public String toString() {
            return Secret.MASK;
        }
    }

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

    /// The tree with every scalar changed; lists and maps stay where they are.
    default Yaml withScalars(UnaryOperator<Yaml> change) {
        return switch (this) {
            case Sequence(Origin origin, List<Yaml> items) ->
                    new Sequence(origin, items.stream().map(i -> i.withScalars(change)).toList());
            case Mapping(Origin origin, List<Entry> entries) ->
                    new Mapping(
                            origin,
                            entries.stream()
                                    .map(e ->
                                            new Entry(
                                                    e.key(),
                                                    e.origin(),
                                                    e.value().withScalars(change),
                                                    e.textKey()))
                                    .toList());
            case Yaml scalar -> change.apply(scalar);
        };
    }

    /// The tree with nothing to render in it.
    default Yaml unsafe() {
        return withScalars(scalar ->
                scalar instanceof Text(Origin origin, String text, Origin lines, boolean _)
                        ? new Text(origin, text, lines, false)
                        : scalar);
    }

    /// A scalar as a key of JSON; empty where JSON has no other spelling of it than its own.
    default Optional<String> key() {
        return switch (this) {
            case Text text -> Optional.of(text.text());
            case Number(Origin _, Double real, String _) -> Optional.of(PythonFloat.json(real));
            case Number number -> Optional.of(number.value().toString());
            case Bool bool -> Optional.of(String.valueOf(bool.value()));
            case Empty _ -> Optional.of("null");
            case Vaulted _, Timestamp _, Sequence _, Mapping _ -> Optional.empty();
        };
    }

    /// What this node is called in messages.
    default String kind() {
        return switch (this) {
            case Text _ -> "text";
            case Vaulted _ -> "a vaulted value";
            case Number _ -> "a number";
            case Bool _ -> "a Boolean";
            case Timestamp _ -> "a time";
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
                                    .map(e -> entry(e.getKey(), of(e.getValue(), origin)))
                                    .toList());
            case List<?> list ->
                    new Sequence(origin, list.stream().map(item -> of(item, origin)).toList());
            case None _ -> new Empty(origin);
            case Moment moment -> new Timestamp(origin, moment.written());
            default -> new Text(origin, value.toString(), origin, false);
        };
    }

    /// A key as YAML reads it.
    private static Object key(Entry entry) {
        String key = entry.key();
        if (entry.textKey()) {
            return key;
        }
        return switch (key) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> None.NONE;
            default -> {
                if (key.matches("[+-]?\\d+")) {
                    BigInteger number = new BigInteger(key);
                    yield number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
                }
                yield key.matches("[+-]?\\d+\\.?\\d*(?:e[+-]?\\d+)?")
                        ? (Object) Double.valueOf(key)
                        : new Moment(key);
            }
        };
    }

    private static Entry entry(Object key, Yaml value) {
        String written =
                switch (key) {
                    case None _ -> "null";
                    default -> key.toString();
                };
        return new Entry(written, value.origin(), value, key instanceof String);
    }

    /// The node as plain values, templates unrendered: text, `Long`, `BigInteger`, `Double`, `Boolean`, [Moment], `List`, `Map`, and
    /// [None#NONE] for what is empty: a template can tell it from text, and from what is not there.
    static Object plain(Yaml node) {
        return switch (node) {
            case Text text -> text.text();
            case Vaulted vaulted -> vaulted.open().text();
            case Number number -> number.value();
            case Bool bool -> bool.value();
            case Timestamp time -> new Moment(time.written());
            case Empty _ -> None.NONE;
            case Sequence sequence -> sequence.items().stream().map(Yaml::plain).toList();
            case Mapping mapping -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                mapping.entries().forEach(e -> map.put(key(e), plain(e.value())));
                yield map;
            }
        };
    }
}

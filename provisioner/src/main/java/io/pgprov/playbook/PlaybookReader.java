package io.pgprov.playbook;

import io.pgprov.inventory.Yaml;
import io.pgprov.inventory.YamlDocument;
import io.pgprov.model.NearNames;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ServerRole;
import io.pgprov.playbook.Playbook.Condition;
import io.pgprov.playbook.Playbook.Play;
import io.pgprov.playbook.Playbook.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads a playbook and reports everything that is wrong with its form.
final class PlaybookReader {

    static final Set<String> PLAY_KEYS =
            new TreeSet<>(Set.of("name", "hosts", "role", "when", "vars", "tasks"));
    static final Set<String> TASK_KEYS = new TreeSet<>(Set.of("name", "when", "each"));

    private static final Set<String> ROLES =
            Arrays.stream(ServerRole.values())
                    .map(ServerRole::label)
                    .collect(Collectors.toCollection(TreeSet::new));

    private final List<Problem> problems = new ArrayList<>();

    private PlaybookReader() {}

    /// The plays and tasks that are right, for what they say is looked at too: a person wants all mistakes at once.
    ///
    /// @param found takes every mistake
    static Playbook read(YamlDocument document, String name, Collection<Problem> found) {
        PlaybookReader reader = new PlaybookReader();
        List<Play> plays = new ArrayList<>();
        if (document.root() instanceof Yaml.Sequence(Origin _, List<Yaml> items)) {
            items.forEach(item -> reader.play(item).ifPresent(plays::add));
        } else {
            reader.wrong(
                    document.root(),
                    "a playbook is a list of plays",
                    "start each play with `- name: …`");
        }
        found.addAll(reader.problems);
        return new Playbook(name, plays);
    }

    private Optional<Play> play(Yaml node) {
        if (!(node instanceof Yaml.Mapping play)) {
            wrong(
                    node,
                    "a play is a map, not " + node.kind(),
                    "it has name, hosts, role, when, vars and tasks");
            return Optional.empty();
        }
        Optional<Play> head =
                withoutMistake(() -> {
                    refuseUnknown(play, PLAY_KEYS, "a play");
                    return Optional.of(
                            new Play(
                                    text(play, "name").orElse(""),
                                    play.origin(),
                                    text(play, "hosts"),
                                    text(play, "role").flatMap(role -> role(play, role)),
                                    condition(play),
                                    vars(play),
                                    List.of()));
                });
        List<Step> tasks = tasks(play);
        return head.map(read -> read.with(tasks));
    }

    /// Empty where something is wrong: half a condition would give mistakes that nobody made.
    private <T> Optional<T> withoutMistake(Supplier<Optional<T>> reading) {
        int before = problems.size();
        Optional<T> read = reading.get();
        return problems.size() == before ? read : Optional.empty();
    }

    private List<Step> tasks(Yaml.Mapping play) {
        List<Step> tasks = new ArrayList<>();
        if (play.entry("tasks").map(Yaml.Entry::value).orElse(play)
                instanceof Yaml.Sequence(Origin _, List<Yaml> items)) {
            items.forEach(item -> withoutMistake(() -> step(item)).ifPresent(tasks::add));
        } else {
            wrong(
                    play.entry("tasks").map(Yaml.Entry::value).orElse(play),
                    "a play needs tasks, a list",
                    "");
        }
        return tasks;
    }

    private List<Yaml.Entry> vars(Yaml.Mapping play) {
        Optional<Yaml> vars = play.entry("vars").map(Yaml.Entry::value);
        if (vars.isEmpty()) {
            return List.of();
        }
        if (vars.get() instanceof Yaml.Mapping given) {
            return given.entries();
        }
        wrong(vars.get(), "vars must be a map, not " + vars.get().kind(), "");
        return List.of();
    }

    private Optional<Step> step(Yaml node) {
        if (!(node instanceof Yaml.Mapping task)) {
            wrong(
                    node,
                    "a task is a map, not " + node.kind(),
                    "its key is the resource type: `- file: {path: …}`");
            return Optional.empty();
        }
        List<Yaml.Entry> types =
                task.entries().stream().filter(entry -> !TASK_KEYS.contains(entry.key())).toList();
        if (types.size() != 1) {
            wrong(
                    task,
                    "a task names one resource type, this one names "
                            + (types.isEmpty()
                                    ? "none"
                                    : types.size()
                                            + " "
                                            + types.stream().map(Yaml.Entry::key).toList()),
                    likely(types)
                            .orElse("types: " + TaskTypes.names() + "; besides it: " + TASK_KEYS));
            return Optional.empty();
        }
        Yaml.Entry type = types.getFirst();
        if (!TaskTypes.names().contains(type.key())) {
            problems.add(
                    Problem.of(
                                    "unknown resource type "
                                            + type.key()
                                            + meant(type.key(), TaskTypes.names()),
                                    "types: " + TaskTypes.names())
                            .at(type.origin()));
            return Optional.empty();
        }
        if (!(type.value() instanceof Yaml.Mapping parameters)) {
            wrong(type.value(), type.key() + " needs a map of parameters", "");
            return Optional.empty();
        }
        Optional<Yaml> each = task.entry("each").map(Yaml.Entry::value);
        return Optional.of(
                new Step(type.origin(), type.key(), parameters.entries(), condition(task), each));
    }

    /// What the keys of a task that are neither a type nor known beside one were meant to be.
    private static Optional<String> likely(List<Yaml.Entry> keys) {
        Set<String> known = new TreeSet<>(TaskTypes.names());
        known.addAll(TASK_KEYS);
        return keys.stream()
                .map(Yaml.Entry::key)
                .filter(key -> !known.contains(key))
                .flatMap(key ->
                        NearNames.question(key, known).stream()
                                .map(question -> "instead of " + key + ", " + question))
                .findFirst();
    }

    private Optional<Condition> condition(Yaml.Mapping node) {
        return node.entry("when")
                .flatMap(entry ->
                        switch (entry.value()) {
                            case Yaml.Text(Origin _, String text, Origin origin, boolean _) ->
                                    Optional.of(new Condition(text, origin));
                            case Yaml.Bool(Origin origin, boolean value, String _) ->
                                    Optional.of(new Condition(Boolean.toString(value), origin));
                            case Yaml other -> {
                                wrong(
                                        other,
                                        "when is a condition, not " + other.kind(),
                                        "write it without braces: `when: pg_port == 5432`");
                                yield Optional.empty();
                            }
                        });
    }

    private Optional<ServerRole> role(Yaml.Mapping play, String role) {
        for (ServerRole known : ServerRole.values()) {
            if (known.label().equals(role)) {
                return Optional.of(known);
            }
        }
        wrong(
                play.entry("role").map(Yaml.Entry::value).orElse(play),
                "unknown role " + role + meant(role, ROLES),
                "roles: " + String.join(", ", ROLES));
        return Optional.empty();
    }

    private Optional<String> text(Yaml.Mapping node, String key) {
        return node.entry(key)
                .flatMap(entry -> {
                    if (entry.value()
                            instanceof Yaml.Text(Origin _, String text, Origin _, boolean _)) {
                        return Optional.of(text);
                    }
                    wrong(entry.value(), key + " must be text, not " + entry.value().kind(), "");
                    return Optional.empty();
                });
    }

    private void refuseUnknown(Yaml.Mapping node, Set<String> known, String what) {
        for (Yaml.Entry entry : node.entries()) {
            if (!known.contains(entry.key())) {
                problems.add(
                        Problem.of(
                                        "unknown key %s of %s%s"
                                                .formatted(
                                                        entry.key(),
                                                        what,
                                                        meant(entry.key(), known)),
                                        "known: " + known)
                                .at(entry.origin()));
            }
        }
    }

    private static String meant(String word, Set<String> known) {
        return NearNames.question(word, known).map(question -> ", " + question).orElse("");
    }

    private void wrong(Yaml node, String what, String hint) {
        problems.add(Problem.of(what, hint).at(node.origin()));
    }
}

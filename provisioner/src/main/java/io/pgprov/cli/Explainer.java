package io.pgprov.cli;

import io.pgprov.apply.Looker;
import io.pgprov.inventory.HostVariables;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.VariableDefinition;
import io.pgprov.inventory.Yaml;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.NearNames;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.model.View;
import io.pgprov.report.Explanation;
import io.pgprov.resource.postgres.PostgresSettings;
import io.pgprov.resource.postgres.PostgresSettings.Explained;
import io.pgprov.template.None;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds where a value on a host comes from: a variable of the inventory from files, a setting of PostgreSQL from its server too.
record Explainer(Inventory inventory, DesiredState desired, Looker looker) {

    /// @throws ProblemException where host or key are unknown
    Explanation explain(HostName host, String key) {
        if (!inventory.hosts().contains(host)) {
            throw new ProblemException(
                    Problem.of(
                            "no host " + host + " in the inventory",
                            "hosts: " + inventory.hosts()));
        }
        HostVariables variables = inventory.variables(host);
        Optional<VariableDefinition> definition = VariableDefinition.find(key);
        Optional<Origin> origin = variables.origin(key);
        if (origin.isPresent() || definition.isPresent()) {
            return variable(host, key, variables, definition);
        }
        DesiredCluster cluster = cluster(host);
        Optional<Task> settings =
                cluster.host(host).orElseThrow().tasks().stream()
                        .filter(task -> task.resource() instanceof PostgresSettings)
                        .findFirst();
        SortedSet<String> known = new TreeSet<>();
        settings.ifPresent(task -> known.addAll(settings(task).names()));
        if (!known.contains(key.toLowerCase(Locale.ROOT))) {
            throw unknown(host, key, variables, known);
        }
        return setting(cluster, host, key, variables, settings.orElseThrow())
                .orElseThrow(() -> unknown(host, key, variables, known));
    }

    private static PostgresSettings settings(Task task) {
        return (PostgresSettings) task.resource();
    }

    private static ProblemException unknown(
            HostName host, String key, HostVariables variables, SortedSet<String> settings) {
        String plain = key.toLowerCase(Locale.ROOT).replace('-', '_');
        SortedSet<String> names = new TreeSet<>(variables.names());
        VariableDefinition.all().forEach(definition -> names.add(definition.name()));
        names.addAll(settings);
        String hint =
                NearNames.of(plain, names)
                        .filter(_ -> !settings.contains(key.toLowerCase(Locale.ROOT)))
                        .map(name -> "did you mean " + name + "?")
                        .orElse(
                                "settings that nobody sets have PostgreSQL's own default; variables: docs/variables.md");
        return new ProblemException(
                Problem.of(
                        "%s is no variable of %s and no setting that pgprov manages there"
                                .formatted(key, host),
                        hint));
    }

    private static Explanation variable(
            HostName host,
            String key,
            HostVariables variables,
            Optional<VariableDefinition> definition) {
        Optional<Object> value = variables.value(key).filter(v -> v != None.NONE);
        String shown =
                value.map(Object::toString)
                        .orElse(definition.map(VariableDefinition::standard).orElse(""));
        String why = definition.map(VariableDefinition::meaning).orElse("");
        Origin origin = variables.origin(key).orElse(Origin.builtIn("default"));
        return new Explanation(
                host,
                key,
                shown,
                why,
                origin,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty());
    }

    private DesiredCluster cluster(HostName host) {
        return desired.clusters().stream()
                .filter(c -> c.host(host).isPresent())
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(
                                Problem.of(
                                        host + " belongs to no cluster", "set pg_cluster for it")));
    }

    private Optional<Explanation> setting(
            DesiredCluster cluster, HostName host, String key, HostVariables variables, Task task) {
        Snapshot snapshot = new Snapshot(looker.look(cluster.hosts()));
        return switch (snapshot.hosts().get(host)) {
            case HostSnapshot.Seen seen ->
                    seen(cluster, host, key, task, seen, snapshot)
                            .map(explained ->
                                    explanation(
                                            host,
                                            key,
                                            origin(key, variables, task, explained),
                                            explained,
                                            Optional.empty()));
            case HostSnapshot.Unreachable(Problem problem) ->
                    Optional.of(unanswered(host, key, variables, task, problem));
        };
    }

    private static Optional<Explained> seen(
            DesiredCluster cluster,
            HostName host,
            String key,
            Task task,
            HostSnapshot.Seen seen,
            Snapshot snapshot) {
        PostgresSettings settings = settings(task);
        View view = View.of(cluster, snapshot, host, seen);
        return seen.reply(task.resource().address())
                .flatMap(reply ->
                        settings.explain(key, settings.probe().reader().apply(reply), view));
    }

    private static Explanation explanation(
            HostName host,
            String key,
            Origin origin,
            Explained explained,
            Optional<Problem> unanswered) {
        return new Explanation(
                host,
                key,
                explained.value(),
                explained.why(),
                origin,
                List.of(),
                explained.live(),
                explained.place(),
                unanswered,
                explained.cost());
    }

    /// Without its host: what files say.
    private static Explanation unanswered(
            HostName host, String key, HostVariables variables, Task task, Problem problem) {
        Explained written =
                settings(task)
                        .explainWritten(key)
                        .orElse(
                                new Explained(
                                        "not known: it depends on the host",
                                        "",
                                        false,
                                        Optional.empty(),
                                        "",
                                        Optional.empty()));
        return explanation(
                host, key, origin(key, variables, task, written), written, Optional.of(problem));
    }

    private static Origin origin(
            String key, HostVariables variables, Task task, Explained explained) {
        return explained.byUser() ? userOrigin(key, variables, task) : task.origin();
    }

    /// The line of the setting inside `pg_settings`, or the task's.
    private static Origin userOrigin(String key, HostVariables variables, Task task) {
        if (variables.node("pg_settings").orElse(null)
                instanceof Yaml.Mapping(Origin _, List<Yaml.Entry> entries)) {
            for (Yaml.Entry entry : entries) {
                if (entry.key().equalsIgnoreCase(key)) {
                    return entry.origin();
                }
            }
        }
        return task.origin();
    }
}

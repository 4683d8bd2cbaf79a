package io.pgprov.cli;

import io.pgprov.apply.Looker;
import io.pgprov.inventory.HostVariables;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.VariableDefinition;
import io.pgprov.inventory.Yaml;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Snapshot;
import io.pgprov.model.Task;
import io.pgprov.model.View;
import io.pgprov.report.Explanation;
import io.pgprov.resource.postgres.PostgresSettings;
import io.pgprov.resource.postgres.PostgresSettings.Explained;
import java.util.List;
import java.util.Optional;

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
        return setting(host, key, variables)
                .orElseThrow(() ->
                        new ProblemException(
                                Problem.of(
                                        key
                                                + " is no variable of "
                                                + host
                                                + " and no setting that pgprov manages there",
                                        "settings that nobody sets have PostgreSQL's own default; variables: docs/variables.md")));
    }

    private static Explanation variable(
            HostName host,
            String key,
            HostVariables variables,
            Optional<VariableDefinition> definition) {
        Optional<Object> value = variables.value(key);
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
                true,
                Optional.empty());
    }

    private Optional<Explanation> setting(HostName host, String key, HostVariables variables) {
        DesiredCluster cluster =
                desired.clusters().stream()
                        .filter(c -> c.host(host).isPresent())
                        .findFirst()
                        .orElseThrow(() ->
                                new ProblemException(
                                        Problem.of(
                                                host + " belongs to no cluster",
                                                "set pg_cluster for it")));
        DesiredHost wanted = cluster.host(host).orElseThrow();
        Snapshot snapshot = new Snapshot(looker.look(cluster.hosts()));
        for (Task task : wanted.tasks()) {
            if (task.resource() instanceof PostgresSettings settings) {
                return switch (snapshot.hosts().get(host)) {
                    case HostSnapshot.Seen seen ->
                            seen(cluster, host, key, task, settings, seen, snapshot)
                                    .map(explained ->
                                            explanation(host, key, variables, task, explained));
                    case HostSnapshot.Unreachable _ ->
                            Optional.of(unanswered(host, key, variables, task));
                };
            }
        }
        return Optional.empty();
    }

    private static Optional<Explained> seen(
            DesiredCluster cluster,
            HostName host,
            String key,
            Task task,
            PostgresSettings settings,
            HostSnapshot.Seen seen,
            Snapshot snapshot) {
        View view = new View(host, seen.facts(), cluster.groupOf(host), snapshot.servers());
        return seen.reply(task.resource().address())
                .flatMap(reply ->
                        settings.explain(key, settings.probe().reader().apply(reply), view));
    }

    private static Explanation explanation(
            HostName host, String key, HostVariables variables, Task task, Explained explained) {
        Origin origin = explained.byUser() ? userOrigin(key, variables, task) : task.origin();
        return new Explanation(
                host,
                key,
                explained.value(),
                explained.why(),
                origin,
                List.of(),
                explained.live(),
                explained.place(),
                true,
                explained.cost());
    }

    private static Explanation unanswered(
            HostName host, String key, HostVariables variables, Task task) {
        return new Explanation(
                host,
                key,
                "not known: it may depend on the host",
                "",
                userOrigin(key, variables, task),
                List.of(),
                Optional.empty(),
                "",
                false,
                Optional.empty());
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

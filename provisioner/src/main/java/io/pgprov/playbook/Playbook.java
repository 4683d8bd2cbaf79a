package io.pgprov.playbook;

import io.pgprov.inventory.Yaml;
import io.pgprov.model.Origin;
import io.pgprov.model.ServerRole;
import java.util.List;
import java.util.Optional;

/// A playbook as it is written: plays in order, nothing rendered.
///
/// @param name what messages call it
record Playbook(String name, List<Play> plays) {

    /// Tasks for some of a cluster's hosts.
    ///
    /// @param hosts a host pattern; empty for all hosts of the cluster
    /// @param role only hosts of this role; empty for all
    /// @param when a condition on the host's variables; empty for always
    /// @param vars variables for its tasks, behind those of the inventory
    record Play(
            String name,
            Origin origin,
            Optional<String> hosts,
            Optional<ServerRole> role,
            Optional<Condition> when,
            List<Yaml.Entry> vars,
            List<Step> tasks) {

        Play with(List<Step> others) {
            return new Play(name, origin, hosts, role, when, vars, others);
        }
    }

    /// One task.
    ///
    /// @param type name of the resource type
    /// @param each a template that gives a list; the task is there once for each `item` of it
    record Step(
            Origin origin,
            String type,
            List<Yaml.Entry> parameters,
            Optional<Condition> when,
            Optional<Yaml> each) {}

    /// A condition without braces, and where it stands.
    record Condition(String expression, Origin origin) {

        /// Whether it asks for something that only a host knows.
        boolean usesFacts() {
            return expression.matches("(?s).*\\bfacts\\b.*");
        }
    }
}

package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Variables of replication on hosts without `pg_cluster`. On the host itself or a group of its own they are a mistake, as the
/// cluster was forgotten. From the group `all` they reach whatever else is in the inventory, which is left alone; that they might
/// have been meant for it is a warning.
final class StrayVariables {

    private enum Scope {
        OWN,
        ALL
    }

    /// Hosts with the same mistake, made at one place, are one finding.
    private record Stray(Scope scope, Origin origin, String labels) {}

    private final HostVariableSets sets;
    private final Findings findings;
    private final Map<Stray, List<HostName>> hosts = new LinkedHashMap<>();

    StrayVariables(HostVariableSets sets, Findings findings) {
        this.sets = sets;
        this.findings = findings;
    }

    /// @param variables of a host without `pg_cluster`
    void add(HostVariables variables) {
        List<String> set =
                VariableDefinition.all().stream()
                        .filter(VariableDefinition::highAvailability)
                        .map(VariableDefinition::name)
                        .filter(name -> isSet(variables, name))
                        .toList();
        HostName host = variables.host();
        List<String> own = set.stream().filter(name -> !sets.isForAll(host, name)).toList();
        List<String> stray = own.isEmpty() ? set : own;
        if (!stray.isEmpty()) {
            hosts.computeIfAbsent(
                            new Stray(
                                    own.isEmpty() ? Scope.ALL : Scope.OWN,
                                    variables.origin(stray.getFirst()).orElseThrow(),
                                    String.join(", ", stray.stream().map(Fields::label).toList())),
                            _ -> new ArrayList<>())
                    .add(host);
        }
    }

    /// What cannot be rendered without the variables of a cluster is set; what is encrypted is, and stays closed.
    private static boolean isSet(HostVariables variables, String name) {
        boolean encrypted =
                variables.entries().stream()
                        .filter(entry -> entry.key().equals(name))
                        .anyMatch(entry ->
                                switch (entry.value()) {
                                    case Yaml.Vaulted _ -> true;
                                    case Yaml _ -> false;
                                });
        try {
            return encrypted || variables.node(name).filter(Fields::hasValue).isPresent();
        } catch (ProblemException _) {
            return true;
        }
    }

    private static String named(List<HostName> strays) {
        return switch (strays.size()) {
            case 1 -> "host " + strays.getFirst() + " has ";
            case 2 -> "hosts " + strays.getFirst() + " and " + strays.getLast() + " have ";
            default -> strays.size() + " hosts have ";
        };
    }

    /// Those that no other host of the inventory explains.
    void report() {
        hosts.forEach((stray, strays) -> {
            switch (stray.scope()) {
                case OWN -> refuse(stray, strays);
                case ALL -> {
                    String what = what(stray, strays);
                    strays.forEach(host -> findings.warning(stray.origin(), host, what, ""));
                }
            }
        });
    }

    /// All of them: no host has a `pg_cluster`, so that the inventory can only have been meant for these.
    void refuse() {
        hosts.forEach(this::refuse);
    }

    private void refuse(Stray stray, List<HostName> strays) {
        String hint =
                "set pg_cluster, or move the variables to a group without "
                        + (strays.size() == 1 ? "this host" : "these hosts");
        strays.forEach(host -> findings.problem(stray.origin(), host, what(stray, strays), hint));
    }

    private static String what(Stray stray, List<HostName> strays) {
        return named(strays) + stray.labels() + " but no pg_cluster";
    }
}

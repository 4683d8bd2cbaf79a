package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the table that containers share, through the real reader: message, file and line.
class ContractCasesTest {

    @TempDir Path folder;

    static List<ContractCase> cases() {
        return ContractCase.all().stream().filter(ContractCase::inInventory).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void inventoryKeepsTheContract(ContractCase row) {
        ContractInventory inventory = ContractInventory.of(row);
        Path file = Inventories.write(folder, "inventory.yml", inventory.text());
        if (row.expected().startsWith("error:")) {
            String message = ContractCase.decode(row.expected().substring("error:".length()));
            List<Problem> problems = Inventories.problems(file);
            assertEquals(
                    List.of(message),
                    problems.stream().map(Problem::what).distinct().toList(),
                    inventory::text);
            String place = file + ":" + inventory.lineOf(row.at()) + ",";
            assertTrue(
                    problems.getFirst().where().startsWith(place),
                    problems.getFirst().text() + " not " + place);
        } else {
            Map<String, String> results = results(Inventories.read(file));
            ContractCase.words(row.expected())
                    .forEach((name, value) -> assertEquals(value, results.get(name), name));
        }
    }

    @Test
    void namesOfCasesAreUniqueAndEveryVariableOfTheTableHasOne() {
        List<ContractCase> all = ContractCase.all();
        assertEquals(all.size(), all.stream().map(ContractCase::name).distinct().count());
        Set<String> used = new TreeSet<>();
        all.forEach(row -> used.addAll(row.variables().keySet()));
        Set<String> table =
                VariableDefinition.all().stream()
                        .filter(v -> v.family() == VariableDefinition.Family.NATIVE)
                        .map(VariableDefinition::label)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(),
                table.stream().filter(v -> !used.contains(v)).collect(Collectors.toSet()));
    }

    private static Map<String, String> results(Inventory inventory) {
        Cluster cluster = inventory.clusters().getFirst();
        ClusterHost host = cluster.hosts().get(new HostName("node1"));
        Map<String, String> results = new LinkedHashMap<>();
        results.put("MODE", cluster.mode().playbook());
        results.put("ROLE", host.member().role().label());
        results.put("APPNAME", host.member().applicationName());
        results.put("SLOT", host.member().slot());
        host.replication()
                .ifPresent(r -> {
                    results.put("PRIMARY_HOST", r.primaryHost());
                    results.put("PRIMARY_PORT", String.valueOf(r.primaryPort()));
                    results.put("REPLICATION_USER", r.user());
                    results.put("REPLICATION_PASSWORD", r.password().reveal());
                    results.put(
                            "PRIMARY_WAIT_TIMEOUT", String.valueOf(r.primaryWait().toSeconds()));
                    results.put("HBA", addresses(r.access()));
                    results.put(
                            "SYNCHRONOUS_STANDBY_NAMES",
                            r.synchronous()
                                    .map(s -> s.standbyNames(host.member().applicationName()))
                                    .orElse(""));
                });
        return results;
    }

    private static String addresses(Replication.Access access) {
        return String.join(
                ",",
                switch (access) {
                    case Replication.Access.Any() -> List.of("0.0.0.0/0", "::/0");
                    case Replication.Access.Members(List<String> addresses) -> addresses;
                    case Replication.Access.Networks(List<String> cidrs) -> cidrs;
                });
    }
}

package io.pgprov.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The inventory that a row of the contract's table stands for: the server `node1` with the row's variables, and its
/// counterpart `node2` where the row is one of native replication.
public final class ContractInventory {

    private static final Set<String> OF_ONE_HOST =
            Set.of("REPLICATION_ROLE", "REPLICATION_APPNAME", "PRIMARY_HOST", "PRIMARY_PORT");

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> lineOf = new LinkedHashMap<>();

    private ContractInventory() {}

    static ContractInventory of(ContractCase row) {
        return of(row, Map.of());
    }

    /// @param surroundings further variables of all hosts
    static ContractInventory of(ContractCase row, Map<String, String> surroundings) {
        ContractInventory inventory = new ContractInventory();
        inventory.line("all:");
        inventory.line("  vars:");
        inventory.variables("    ", row, Scope.ALL);
        surroundings.forEach((name, value) -> inventory.variable("    ", name, value));
        inventory.line("    unrelated: x");
        inventory.line("  hosts:");
        inventory.line("    node1:");
        inventory.variable("      ", "PG_CLUSTER", "c");
        inventory.variables("      ", row, Scope.ONE_HOST);
        if (!row.variables().getOrDefault("HA_MODE", "").isEmpty()) {
            boolean replica = "replica".equals(row.variables().get("REPLICATION_ROLE"));
            inventory.line("    node2:");
            inventory.variable("      ", "PG_CLUSTER", "c");
            inventory.variable("      ", "REPLICATION_ROLE", replica ? "primary" : "replica");
        }
        return inventory;
    }

    /// A row as an inventory.
    ///
    /// @param message what is wrong with it; empty where nothing is
    public record Sample(String name, String text, String message) {}

    /// Every row of the table that is about inventories.
    ///
    /// @param surroundings variables that say how the hosts are reached
    public static List<Sample> samples(Map<String, String> surroundings) {
        return ContractCase.all().stream()
                .filter(ContractCase::inInventory)
                .map(row -> new Sample(row.name(), of(row, surroundings).text(), message(row)))
                .toList();
    }

    private static String message(ContractCase row) {
        return row.expected().startsWith("error:")
                ? ContractCase.decode(row.expected().substring("error:".length()))
                : "";
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /// The line of a variable, from 1.
    int lineOf(String variable) {
        return lineOf.getOrDefault(variable, 0);
    }

    private enum Scope {
        ALL,
        ONE_HOST
    }

    private void variables(String indent, ContractCase row, Scope scope) {
        row.variables()
                .forEach((name, value) -> {
                    if (OF_ONE_HOST.contains(name) == (scope == Scope.ONE_HOST)) {
                        variable(indent, name, value);
                    }
                });
    }

    private void variable(String indent, String name, String value) {
        try {
            line(
                    indent
                            + name.toLowerCase(Locale.ROOT)
                            + ": "
                            + new ObjectMapper().writeValueAsString(value));
            lineOf.putIfAbsent(name, lines.size());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void line(String text) {
        lines.add(text);
    }
}

package io.pgprov.inventory;

import java.util.List;
import java.util.Map;

/// The notation of the contract's table, for tests of other packages.
public final class ContractWords {

    private ContractWords() {}

    /// `NAME=value` words, escaped as `printf %b` has it.
    public static Map<String, String> words(String text) {
        return ContractCase.words(text);
    }

    /// A row: its name, its variables, and the message that it gives; empty where it gives none.
    public record Row(String name, Map<String, String> variables, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// The rows that apply to containers.
    public static List<Row> ofContainers() {
        return ContractCase.all().stream()
                .filter(row -> !row.applies().equals("inventory"))
                .map(row -> new Row(row.name(), row.variables(), message(row)))
                .toList();
    }

    private static String message(ContractCase row) {
        return row.expected().startsWith("error:")
                ? ContractCase.decode(row.expected().substring("error:".length()))
                : "";
    }
}

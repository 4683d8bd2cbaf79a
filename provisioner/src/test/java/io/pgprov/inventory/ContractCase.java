package io.pgprov.inventory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A row of `templates/contract/native-cases.tsv`; its README says how it is written.
record ContractCase(
        String name, String applies, Map<String, String> variables, String at, String expected) {

    static List<ContractCase> all() {
        try {
            return Files.readAllLines(Path.of("../templates/contract/native-cases.tsv")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(ContractCase::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContractCase parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 5) {
            throw new IllegalArgumentException("a row needs five columns: " + line);
        }
        return new ContractCase(columns[0], columns[1], words(columns[2]), columns[3], columns[4]);
    }

    static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        if (!text.equals("-")) {
            for (String word : text.split(" ")) {
                int equals = word.indexOf('=');
                words.put(word.substring(0, equals), decode(word.substring(equals + 1)));
            }
        }
        return words;
    }

    /// What `printf %b` makes of a text.
    static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '\\' -> bytes.write('\\');
                case '0' -> {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
                    i += 3;
                }
                default -> throw new IllegalArgumentException("unknown escape in " + text);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    boolean inInventory() {
        return !applies.equals("container");
    }

    @Override
    public String toString() {
        return name;
    }
}

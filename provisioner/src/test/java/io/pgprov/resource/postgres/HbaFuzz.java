package io.pgprov.resource.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whatever stands in a rule of `pg_hba` or in the file of a host: a rule is refused, or is exactly one line.
public final class HbaFuzz {

    private HbaFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        HbaFile.stock(text);
        List<HbaRule> rules = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] fields = Arrays.copyOf(line.split("\t", 6), 6);
            try {
                rules.add(
                        new HbaRule(
                                or(fields[0], "host"),
                                List.of(HbaRule.word(or(fields[1], "all"))),
                                List.of(HbaRule.word(or(fields[2], "all"))),
                                or(fields[3], ""),
                                or(fields[4], "scram-sha-256"),
                                Map.of("clientname", or(fields[5], "CN"))));
            } catch (IllegalArgumentException e) {
                if (String.valueOf(e.getMessage()).isBlank()) {
                    throw new AssertionError("refused without a word", e);
                }
            }
        }
        for (HbaRule rule : rules) {
            if (rule.line().chars().anyMatch(c -> c < ' ')) {
                throw new AssertionError("not one line: " + rule.line());
            }
        }
        HbaSimulator.shadowed(rules);
    }

    private static String or(String field, String absent) {
        return field == null ? absent : field;
    }
}

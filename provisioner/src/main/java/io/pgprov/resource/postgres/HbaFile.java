package io.pgprov.resource.postgres;

import java.util.List;
import java.util.Set;

/// The text of `pg_hba.conf`.
final class HbaFile {

    private static final String HEADER =
            FileState.MARK
                    + ": changes made here are undone by the next apply\n"
                    + "# add rules with pg_hba in the inventory\n"
                    + "\n"
                    + "# type  database        user            address                 method\n"
                    + "\n"
                    + "# pgprov's own login; without it the server could not be managed any more\n";

    /// Rules that initdb and the packages write, blanks squeezed, without their method.
    private static final Set<String> STOCK =
            Set.of(
                    "local all postgres",
                    "local all all",
                    "host all all 127.0.0.1/32",
                    "host all all ::1/128",
                    "local replication all",
                    "host replication all 127.0.0.1/32",
                    "host replication all ::1/128");

    private HbaFile() {}

    /// @param rules all rules, the guard of pgprov's own login first
    static String text(List<HbaRule> rules) {
        StringBuilder text = new StringBuilder(HEADER);
        text.append(rules.getFirst().line()).append("\n\n");
        rules.stream().skip(1).forEach(rule -> text.append(rule.line()).append('\n'));
        return text.toString();
    }

    /// Whether nobody has put a rule of their own in: the file is as the packages make it, or a sample.
    static boolean stock(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .allMatch(line ->
                        line.startsWith("@remove-line")
                                || line.contains("@auth")
                                || STOCK.contains(withoutMethod(line)));
    }

    private static String withoutMethod(String line) {
        return line.replaceFirst(" (scram-sha-256|md5|trust|ident|peer)$", "");
    }
}

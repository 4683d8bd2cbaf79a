package io.pgprov.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one call answered.
///
/// @param status exit status; [#NOT_RUN] where an earlier change of the script failed
/// @param out standard output, decoded as UTF-8
/// @param err standard error, decoded as UTF-8
public record Reply(int status, String out, String err) {

    /// Status of a change that was not run because an earlier one of the same script failed.
    public static final int NOT_RUN = -1;

    public boolean ok() {
        return status == 0;
    }

    public boolean notRun() {
        return status == NOT_RUN;
    }

    /// Standard output without white space around it.
    public String word() {
        return out.strip();
    }

    /// Of an answer of lines that are a word, a TAB and a value: the values of each word, in order; a word may come more than once. Other
    /// lines are passed over.
    public Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : out.lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                values.computeIfAbsent(line.substring(0, tab), _ -> new ArrayList<>())
                        .add(line.substring(tab + 1));
            }
        }
        return values;
    }

    /// The last `count` lines of standard error, where the reason of a failure stands.
    public String lastErrorLines(int count) {
        String[] lines = err.strip().split("\n");
        int from = Math.max(0, lines.length - count);
        return String.join("\n", Arrays.asList(lines).subList(from, lines.length));
    }
}

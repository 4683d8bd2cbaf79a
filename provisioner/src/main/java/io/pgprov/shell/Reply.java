package io.pgprov.shell;

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

    /// The last `count` lines of standard error, where the reason of a failure stands.
    public String lastErrorLines(int count) {
        String[] lines = err.strip().split("\n");
        int from = Math.max(0, lines.length - count);
        return String.join("\n", java.util.Arrays.asList(lines).subList(from, lines.length));
    }
}

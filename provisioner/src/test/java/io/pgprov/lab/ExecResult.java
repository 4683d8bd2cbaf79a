package io.pgprov.lab;

/// What a command left: its exit status and both outputs, whole.
public record ExecResult(int exit, String stdout, String stderr) {

    public boolean succeeded() {
        return exit == 0;
    }

    /// The standard output without trailing line ends; an assertion error when the command failed.
    public String orThrow(String command) {
        if (!succeeded()) {
            throw new AssertionError(
                    "`%s` ended with %d\n%s%s".formatted(command, exit, stdout, stderr));
        }
        return stdout.stripTrailing();
    }
}

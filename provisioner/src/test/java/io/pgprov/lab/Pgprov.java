package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// `bin/pgprov` as a user runs it, against the hosts of a lab.
public final class Pgprov {

    private static final Path LAUNCHER = launcher();
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Lab lab;
    private final Path inventory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> common;

    private Pgprov(Lab lab, Path inventory) {
        this.lab = lab;
        this.inventory = inventory;
        this.common =
                new ArrayList<>(
                        List.of(
                                "--private-key",
                                lab.privateKey().toString(),
                                "--known-hosts",
                                lab.knownHosts().toString()));
    }

    /// On an inventory, which is written to the lab's directory.
    public static Pgprov on(Lab lab, LabInventory inventory) {
        return new Pgprov(lab, inventory.write());
    }

    /// On an inventory file.
    public static Pgprov on(Lab lab, Path inventory) {
        return new Pgprov(lab, inventory);
    }

    /// With options that each of its commands gets.
    public Pgprov with(String... options) {
        common.addAll(List.of(options));
        return this;
    }

    /// With a variable in its environment.
    public Pgprov env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Runs a command to its end: `run("apply", "--allow", "restart")`.
    public ExecResult run(String command, String... options) {
        Process process = start(command, options);
        try {
            int exit = process.waitFor();
            return new ExecResult(
                    exit, Files.readString(output("out")), Files.readString(output("err")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while pgprov ran", e);
        }
    }

    /// Runs a command that must end with this exit code.
    public ExecResult expect(int exit, String command, String... options) {
        ExecResult result = run(command, options);
        if (result.exit() != exit) {
            throw new AssertionError(
                    "pgprov %s: expected exit %d, got %d%n%s%n%s"
                            .formatted(
                                    command,
                                    exit,
                                    result.exit(),
                                    result.stdout(),
                                    result.stderr()));
        }
        return result;
    }

    /// Starts a command and returns at once; its output goes to [#output].
    public Process start(String command, String... options) {
        return start(output("out"), output("err"), words(command, options));
    }

    /// Starts a command beside others, with an output of its own, to be watched and to be signalled.
    public PgprovRun begin(String command, String... options) {
        int number = RUNS.incrementAndGet();
        Path out = output(number + ".out");
        Path err = output(number + ".err");
        // a shell's `&` lets its children ignore Ctrl-C, and the tests may be such a child
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
        words.addAll(words(command, options));
        return new PgprovRun(start(out, err, words), out, err);
    }

    private List<String> words(String command, String... options) {
        List<String> words =
                new ArrayList<>(List.of(LAUNCHER.toString(), command, inventory.toString()));
        words.addAll(common);
        words.addAll(List.of(options));
        return words;
    }

    private Process start(Path out, Path err, List<String> words) {
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + LAUNCHER, e);
        }
    }

    /// Where the latest command's standard output (`out`) or error (`err`) goes.
    public Path output(String stream) {
        return lab.directory().resolve("pgprov." + stream);
    }

    /// `bin/pgprov` of this checkout; tests run in the module's folder or at the top.
    static Path launcher() {
        Path here = Path.of("").toAbsolutePath();
        Path top = Files.exists(here.resolve("bin/pgprov")) ? here : here.getParent();
        return top.resolve("bin/pgprov");
    }
}

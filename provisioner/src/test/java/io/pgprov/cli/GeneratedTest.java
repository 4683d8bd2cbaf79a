package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.report.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What is generated from the command model: completion, manual page, `docs/cli.md`.
class GeneratedTest {

    private static String run(String... args) {
        Screen screen = new Screen(new FakeWorkflow()::open);
        assertEquals(0, screen.run(args));
        return screen.out();
    }

    /// Runs bash with the script and then these lines, and returns what it prints.
    private static String bash(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-s").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, bash.exitValue(), output);
        return output;
    }

    @Test
    void completesCommandsAndOptions() throws IOException, InterruptedException {
        String script = run("completion");
        String ask =
                "\ncompopt() { :; }; COMP_WORDS=(pgprov %s); COMP_CWORD=%d; _complete_pgprov; echo \"${COMPREPLY[*]}\"\n";
        assertEquals("apply\n", bash(script + ask.formatted("a", 1)));
        assertEquals(
                "--allow-unknown --allow-ssh-commands --allow\n",
                bash(script + ask.formatted("apply --al", 2)));
        assertEquals(
                "restart switchover takeover data-loss\n",
                bash(script + ask.formatted("apply --allow ''", 3)));
    }

    @Test
    void theCompletionScriptIsOurs() {
        List<String> comments =
                run("completion").lines().filter(line -> line.strip().startsWith("#")).toList();
        assertEquals(
                List.of("# Completion of pgprov for bash and zsh, printed by: pgprov completion"),
                comments);
        assertFalse(run("completion").contains("http"));
    }

    @Test
    void theManualPageIsTheReviewedOne() {
        Golden.check("man/pgprov.1", run("man"));
    }

    @Test
    void theCommandReferenceIsUpToDate() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # The command line

                        What `pgprov COMMAND --help` prints, and what exit codes and JSON mean. `pgprov completion` prints the completion
                        script for bash and zsh, `pgprov man` the manual page.

                        ## Exit codes

                        | code | meaning |
                        |---|---|
                        """);
        for (ExitCode code : ExitCode.values()) {
            page.append("| %d | %s |\n".formatted(code.code(), code.meaning()));
        }
        page.append(
                """
                | 130, 143 | ended by Ctrl-C, by SIGTERM; run the same command again |

                Where several apply, it is the highest: 5 before 4, 4 before 3. A host that was lost while a change ran counts as
                failed (5), because nobody knows what that change has done; the next run looks.

                ## JSON

                With `--output json`, standard output holds JSON and nothing else. `plan` and `drift` print one document
                ([schema](schema/plan.json)), and so do `status` ([schema](schema/status.json)) and `explain`
                ([schema](schema/explain.json)). `apply` prints lines: the plan, then events, and a summary last
                ([schema](schema/apply.json)). `validate`, and every run that did not get to its result, answers with problems
                ([schema](schema/problems.json)). `schema_version` is raised when a field goes or changes its meaning; new fields may
                come at any time. `inventory list` prints what `ansible-inventory --list` prints.
                """);
        page.append("\n## pgprov\n\n```\n").append(run("--help")).append("```\n");
        for (Catalogue command : Catalogue.values()) {
            page.append("\n## pgprov ").append(command.label()).append("\n\n```\n");
            page.append(run(command.label(), "--help")).append("```\n");
            for (String member :
                    command
                            .model(new Screen(new FakeWorkflow()::open).context())
                            .getSubcommands()
                            .values()
                            .stream()
                            .map(CommandLine::getCommandName)
                            .distinct()
                            .toList()) {
                page.append("\n## pgprov ").append(command.label()).append(' ').append(member);
                page.append("\n\n```\n").append(run(command.label(), member, "--help"));
                page.append("```\n");
            }
        }
        Golden.check(Path.of("../docs/cli.md"), page.toString());
    }
}

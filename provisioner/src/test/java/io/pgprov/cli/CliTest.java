package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Golden;
import io.pgprov.report.Samples;
import io.pgprov.report.Schema;
import io.pgprov.ssh.config.Account;
import io.pgprov.vault.VaultOptions;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

    private final FakeWorkflow workflow = new FakeWorkflow();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Terminal.Kind kind = Terminal.Kind.OTHER;
    private Map<String, String> environment = Map.of();
    private String typed = "";

    private int run(String... args) {
        out.reset();
        err.reset();
        workflow.called.clear();
        var terminal =
                new Terminal(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        new BufferedReader(new StringReader(typed)),
                        kind,
                        kind,
                        environment);
        return new Cli(new Context(terminal, workflow::open)).run(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachHelpTextIsTheReviewedOne() {
        assertEquals(0, run("--help"));
        Golden.check("help/pgprov.txt", out());
        for (Catalogue command : Catalogue.values()) {
            assertEquals(0, run(command.label(), "--help"));
            Golden.check("help/" + command.label() + ".txt", out());
            String asked = out();
            assertEquals(0, run("help", command.label()));
            assertEquals(asked, out());
            assertFalse(asked.matches("(?s).*:\n\n.*"), "a heading without lines: " + asked);
        }
    }

    @Test
    void noHelpLineIsWiderThanATerminal() {
        for (Catalogue command : Catalogue.values()) {
            run(command.label(), "--help");
            assertTrue(out().lines().allMatch(line -> line.length() <= 80), command.label());
        }
    }

    @Test
    void withoutACommandItShowsTheHelpAndFails() {
        assertEquals(2, run());
        assertTrue(err().startsWith("Usage: pgprov COMMAND"), err());
        assertEquals("", out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "plan",
                "plan a.yml b.yml",
                "plan a.yml --no-such-option",
                "plan a.yml --output xml",
                "plan a.yml --forks 0",
                "plan a.yml --forks 201",
                "plan a.yml --connect-timeout 0",
                "apply a.yml --allow reload",
                "explain a.yml",
                "explain a.yml pg1",
                "explain a.yml pg1:",
                "explain a.yml :x",
                "--nonsense",
                "ssh check-host-key me@",
                "ssh resolve me@",
            })
    void wrongUsageExitsWith2AndNamesTheHelp(String line) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err().startsWith("error: "), err());
        assertTrue(err().contains("hint:  pgprov"), err());
        assertEquals("", out());
        assertFalse(workflow.called.contains("desired"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aply | unknown command aply | did you mean apply? All commands: pgprov --help",
                "Plan a.yml | unknown command Plan | did you mean plan? All commands: pgprov --help",
                "comp | unknown command comp | did you mean completion? All commands: pgprov --help",
                "help stauts | unknown command stauts | did you mean status? All commands: pgprov --help",
                "playbook a.yml | unknown command playbook | pgprov --help lists the commands",
                "aply --help | unknown command aply | did you mean apply? All commands: pgprov --help",
                "--verison | unknown option --verison | did you mean --version? See pgprov --help",
                "--limit pg1 plan a.yml | --limit stands before the command | pgprov COMMAND INVENTORY --limit",
                "-o json plan a.yml | -o stands before the command | pgprov COMMAND INVENTORY -o",
                "plan a.yml --limt pg1 | unknown option --limt | did you mean --limit? See pgprov plan --help",
                "plan a.yml --limt=pg1 | unknown option --limt | did you mean --limit? See pgprov plan --help",
                "plan a.yml --otput json | unknown option --otput | did you mean --output? See pgprov plan --help",
                "plan a.yml --private_key k | unknown option --private_key | did you mean --private-key? See pgprov plan --help",
                "plan --show a.yml | unknown option --show | did you mean --show-script? See pgprov plan --help",
                "plan a.yml --become | unknown option --become | pgprov plan --help",
                "vault encypt a.yml --vault-id x | unknown command pgprov vault encypt | did you mean encrypt? See pgprov vault --help",
                "ssh lost db1 | unknown command pgprov ssh lost | its commands: resolve, check-host-key",
                "inventory --lst | unknown option --lst | pgprov inventory --help",
                "plan a.yml b.yml | one argument too many; a value with blanks needs quotes | pgprov plan --help",
                "plan a.yml -e pw=my s3cret | one argument too many; a value with blanks needs quotes | pgprov plan --help",
                "plan a.yml -o jsno | --output is none of text, json: jsno | did you mean json? See pgprov plan --help",
                "apply a.yml --allow restrat | --allow is none of restart, switchover, takeover, data-loss: restrat | did you mean restart? See pgprov apply --help",
                "apply a.yml --allow restart,dataloss | --allow is none of restart, switchover, takeover, data-loss: dataloss | did you mean data-loss? See pgprov apply --help",
                "plan | missing required parameter: 'INVENTORY' | pgprov plan --help",
                "explain a.yml pg1 | HOST:KEY is wanted, such as pg1:shared_buffers, not pg1 | pgprov explain --help",
                "plan a.yml --forks many | invalid value for option '--forks': 'many' is not an int | pgprov plan --help",
            })
    void namesWhatWasLikelyMeant(String line, String error, String hint) {
        assertEquals(2, run(line.split(" ")));
        assertEquals("error: " + error + "\nhint:  " + hint + "\n", err());
        assertEquals("", out());
    }

    @Test
    void whatATerminalWouldObeyIsNotRepeatedToIt() {
        assertEquals(2, run("plan\u001b[2J"));
        assertFalse(err().contains("\u001b"), err());
        assertEquals(2, run("plan", "a.yml", "--x\u001b[2J"));
        assertFalse(err().contains("\u001b"), err());
    }

    @Test
    void showsItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out().matches("pgprov .* \\(Java .*\\)\n"), out());
    }

    @Test
    void passesEveryOptionOn() {
        assertEquals(
                0,
                run(
                        ("plan inv.yml -i two.ini -i more --limit pg* -e a=1 -e @f --playbook p.yml --allow-unknown"
                                        + " --user ana --private-key k --known-hosts h --accept-new"
                                        + " --connect-timeout 3 --forks 7 --ssh-config c --allow-ssh-commands"
                                        + " -vvv --vault-id dev@d --vault-password-file w -J")
                                .split(" ")));
        assertEquals(
                new Request(
                        Path.of("inv.yml"),
                        List.of("two.ini", "more"),
                        Optional.of("pg*"),
                        List.of("a=1", "@f"),
                        Optional.of(Path.of("p.yml")),
                        true,
                        new VaultOptions(List.of("dev@d"), List.of("w"), VaultOptions.Asking.YES),
                        new Request.Login(
                                Optional.of("ana"),
                                Optional.of(Path.of("k")),
                                Optional.of(Path.of("h")),
                                HostKeys.ACCEPT_NEW,
                                Optional.of(Duration.ofSeconds(3)),
                                7,
                                new ReadOptions.Ssh(
                                        Optional.of(Path.of("c")), Account.Commands.ALLOWED))),
                workflow.request);
    }

    @Test
    void aFileOfVariablesIsNotTakenForArguments(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("vars.yml"), "password: hidden\n");
        assertEquals(0, run("plan", "inv.yml", "-e", "@" + file, "--limit", "@" + file));
        assertEquals(List.of("@" + file), workflow.request.extraVars());
        assertEquals(Optional.of("@" + file), workflow.request.limit());
    }

    @Test
    void isStrictByDefault() {
        run("plan", "inv.yml");
        assertEquals(
                new Request(
                        Path.of("inv.yml"),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        false,
                        VaultOptions.none(),
                        new Request.Login(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                HostKeys.STRICT,
                                Optional.empty(),
                                50,
                                ReadOptions.Ssh.usual())),
                workflow.request);
    }

    @Test
    void validateMakesNoConnection() {
        assertEquals(0, run("validate", "inv.yml"));
        assertEquals(List.of("desired", "close"), workflow.called);
        assertEquals("inv.yml: valid\n  orders: 3 hosts, 0 resources\n", out());
        assertEquals(0, run("validate", "inv.yml", "--output", "json"));
        Schema.of("problems").accept(out());
    }

    @Test
    void invalidFilesExitWith2AndAllTheirProblems() {
        workflow.mistake =
                Optional.of(
                        new ProblemException(
                                List.of(
                                        new Problem(
                                                "cluster orders has no primary",
                                                "inv.yml:3",
                                                "set one"),
                                        Problem.of("second", ""))));
        for (String command : List.of("validate", "plan", "apply", "drift", "status")) {
            assertEquals(2, run(command, "inv.yml"), command);
            assertEquals(List.of("desired", "close"), workflow.called);
            assertEquals(
                    "error: cluster orders has no primary\nat:    inv.yml:3\nhint:  set one\n"
                            + "error: second\n",
                    err());
            assertEquals(2, run(command, "inv.yml", "-o", "json"), command);
            JsonNode document = Schema.of("problems").accept(out());
            assertEquals(2, document.at("/problems").size());
        }
    }

    @Test
    void planAndDriftExitWith3OnDrift() {
        workflow.plan = Samples.restart();
        for (String command : List.of("plan", "drift")) {
            assertEquals(3, run(command, "inv.yml"));
            assertEquals(List.of("desired", "look", "plan", "close"), workflow.called);
            assertTrue(out().contains("Plan: 4 changes on 2 hosts"), out());
            assertEquals(3, run(command, "inv.yml", "--output", "json"));
            assertEquals(command, Schema.of("plan").accept(out()).at("/kind").asText());
        }
    }

    @Test
    void scriptsAreShownMasked() {
        assertEquals(0, run("plan", "inv.yml", "--show-script"));
        assertTrue(out().contains("# orders, stage 1, pg1\necho (sensitive)\n"), out());
    }

    @Test
    void statusExitsWith4ForAHostThatDidNotAnswer() {
        assertEquals(4, run("status", "inv.yml"));
        assertEquals(List.of("desired", "look", "close"), workflow.called);
        assertEquals(4, run("status", "inv.yml", "-o", "json"));
        assertEquals(4, Schema.of("status").accept(out()).at("/exit_code").asInt());
    }

    @Test
    void explainsAValue() {
        assertEquals(0, run("explain", "inv.yml", "pg1:shared_buffers"));
        Golden.check("explain.txt", out());
        assertEquals(0, run("explain", "inv.yml", "pg1:shared_buffers", "-o", "json"));
        Schema.of("explain").accept(out());
        assertEquals(2, run("explain", "inv.yml", "pg9:shared_buffers"));
        assertTrue(err().contains("there is no host pg9"), err());
    }

    @Test
    void appliesWhatCostsNothingUnasked() {
        workflow.plan = Samples.freshFleet();
        assertEquals(0, run("apply", "inv.yml"));
        assertTrue(workflow.called.contains("apply, declined []"));
        assertTrue(out().contains("3 hosts: 3 changed; took "), out());
    }

    @Test
    void aRestartNeedsConsentWhereNobodyCanBeAsked() {
        workflow.plan = Samples.restart();
        assertEquals(5, run("apply", "inv.yml"));
        assertTrue(workflow.called.contains("apply, declined [orders]"));
        assertTrue(out().contains("needs consent: restart on pg2, pg1"), out());
        assertTrue(out().contains("apply with --allow restart"), out());
        assertEquals(5, run("apply", "inv.yml", "--allow", "data-loss,takeover"));
        assertEquals(0, run("apply", "inv.yml", "--allow", "restart"));
        assertEquals(0, run("apply", "inv.yml", "--allow", "takeover,restart"));
    }

    @Test
    void theHintNamesAllThatMustBeAllowed() {
        workflow.plan = Samples.takeover();
        assertEquals(5, run("apply", "inv.yml", "--allow", "takeover"));
        assertTrue(out().contains("apply with --allow restart,takeover"), out());
        assertTrue(out().contains("impact: takeover, restart;"), out());
        assertEquals(0, run("apply", "inv.yml", "--allow", "restart,takeover"));
    }

    @Test
    void onATerminalOnlyYesIsConsent() {
        workflow.plan = Samples.restart();
        kind = Terminal.Kind.TERMINAL;
        for (String answer : List.of("", "y\n", "no\n", "YES\n")) {
            typed = answer;
            assertEquals(5, run("apply", "inv.yml"), answer);
            assertTrue(out().contains("orders: restart on pg2, pg1. Go on? Only \"yes\" does: "));
        }
        typed = "yes\n";
        assertEquals(0, run("apply", "inv.yml"));
    }

    @Test
    void machinesAreNeverAsked() {
        workflow.plan = Samples.restart();
        kind = Terminal.Kind.TERMINAL;
        typed = "yes\n";
        assertEquals(5, run("apply", "inv.yml", "--output", "json"));
        List<String> lines = out().lines().toList();
        Schema.of("plan").accept(lines.getFirst());
        lines.subList(1, lines.size()).forEach(Schema.of("apply")::accept);
        assertEquals(5, Schema.of("apply").accept(lines.getLast()).at("/exit_code").asInt());
    }

    @Test
    void aBugIsOneLineAndAStackTraceOnlyWhenAsked() {
        workflow.bug =
                Optional.of(
                        new IllegalStateException("no " + Samples.PASSWORD.reveal() + "\nmore"));
        assertEquals(1, run("plan", "inv.yml"));
        assertEquals(2, err().lines().count());
        assertTrue(
                err().startsWith(
                                "internal error: java.lang.IllegalStateException: no (sensitive)\n"),
                err());
        assertEquals(1, run("plan", "inv.yml", "-v"));
        assertTrue(err().contains("\tat io.pgprov.cli.CliTest"), err());
        assertFalse(err().contains(Samples.PASSWORD.reveal()));
    }

    @Test
    void aProblemAfterTheFilesIsAFailure() {
        workflow.bug =
                Optional.of(new ProblemException(Problem.of("the key file is unreadable", "")));
        assertEquals(5, run("plan", "inv.yml"));
        assertEquals("error: the key file is unreadable\n", err());
    }

    @Test
    void coloursAreForTerminals() {
        workflow.plan = Samples.restart();
        run("plan", "inv.yml");
        assertFalse(out().contains("\u001b"));
        run("plan", "inv.yml", "--color", "always");
        assertTrue(out().contains("\u001b"));
        kind = Terminal.Kind.TERMINAL;
        run("plan", "inv.yml");
        assertTrue(out().contains("\u001b"));
        run("plan", "inv.yml", "--color", "never");
        assertFalse(out().contains("\u001b"));
        environment = Map.of("NO_COLOR", "1");
        run("plan", "inv.yml");
        assertFalse(out().contains("\u001b"));
        environment = Map.of("TERM", "dumb");
        run("plan", "inv.yml");
        assertFalse(out().contains("\u001b"));
    }
}

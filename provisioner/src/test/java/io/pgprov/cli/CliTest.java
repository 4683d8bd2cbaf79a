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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {

    private final FakeWorkflow workflow = new FakeWorkflow();
    private final Screen screen = new Screen(workflow::open);

    @Test
    void eachHelpTextIsTheReviewedOne() {
        assertEquals(0, screen.run("--help"));
        Golden.check("help/pgprov.txt", screen.out());
        for (Catalogue command : Catalogue.values()) {
            assertEquals(0, screen.run(command.label(), "--help"));
            Golden.check("help/" + command.label() + ".txt", screen.out());
            String asked = screen.out();
            assertEquals(0, screen.run("help", command.label()));
            assertEquals(asked, screen.out());
            assertFalse(asked.matches("(?s).*:\n\n.*"), "a heading without lines: " + asked);
        }
    }

    @Test
    void noHelpLineIsWiderThanATerminal() {
        for (Catalogue command : Catalogue.values()) {
            screen.run(command.label(), "--help");
            assertTrue(screen.out().lines().allMatch(line -> line.length() <= 80), command.label());
        }
    }

    @Test
    void showsItsVersion() {
        assertEquals(0, screen.run("--version"));
        assertTrue(screen.out().matches("pgprov .* \\(Java .*\\)\n"), screen.out());
    }

    @Test
    void passesEveryOptionOn() {
        assertEquals(
                0,
                screen.run(
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
        assertEquals(0, screen.run("plan", "inv.yml", "-e", "@" + file, "--limit", "@" + file));
        assertEquals(List.of("@" + file), workflow.request.extraVars());
        assertEquals(Optional.of("@" + file), workflow.request.limit());
    }

    @Test
    void isStrictByDefault() {
        screen.run("plan", "inv.yml");
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
        assertEquals(0, screen.run("validate", "inv.yml"));
        assertEquals(List.of("desired", "close"), workflow.called);
        assertEquals("inv.yml: valid\n  orders: 3 hosts, 0 resources\n", screen.out());
        assertEquals(0, screen.run("validate", "inv.yml", "--output", "json"));
        Schema.of("problems").accept(screen.out());
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
            assertEquals(2, screen.run(command, "inv.yml"), command);
            assertEquals(List.of("desired", "close"), workflow.called);
            assertEquals(
                    "error: cluster orders has no primary\nat:    inv.yml:3\nhint:  set one\n"
                            + "error: second\n",
                    screen.err());
            assertEquals(2, screen.run(command, "inv.yml", "-o", "json"), command);
            JsonNode document = Schema.of("problems").accept(screen.out());
            assertEquals(2, document.at("/problems").size());
        }
    }

    @Test
    void planAndDriftExitWith3OnDrift() {
        workflow.plan = Samples.restart();
        for (String command : List.of("plan", "drift")) {
            assertEquals(3, screen.run(command, "inv.yml"));
            assertEquals(List.of("desired", "look", "plan", "close"), workflow.called);
            assertTrue(screen.out().contains("Plan: 4 changes on 2 hosts"), screen.out());
            assertEquals(3, screen.run(command, "inv.yml", "--output", "json"));
            assertEquals(command, Schema.of("plan").accept(screen.out()).at("/kind").asText());
        }
    }

    @Test
    void scriptsAreShownMasked() {
        assertEquals(0, screen.run("plan", "inv.yml", "--show-script"));
        assertTrue(
                screen.out().contains("# orders, stage 1, pg1\necho (sensitive)\n"), screen.out());
    }

    @Test
    void statusExitsWith4ForAHostThatDidNotAnswer() {
        assertEquals(4, screen.run("status", "inv.yml"));
        assertEquals(List.of("desired", "look", "close"), workflow.called);
        assertEquals(4, screen.run("status", "inv.yml", "-o", "json"));
        assertEquals(4, Schema.of("status").accept(screen.out()).at("/exit_code").asInt());
    }

    @Test
    void explainsAValue() {
        assertEquals(0, screen.run("explain", "inv.yml", "pg1:shared_buffers"));
        Golden.check("explain.txt", screen.out());
        assertEquals(0, screen.run("explain", "inv.yml", "pg1:shared_buffers", "-o", "json"));
        Schema.of("explain").accept(screen.out());
        assertEquals(2, screen.run("explain", "inv.yml", "pg9:shared_buffers"));
        assertTrue(screen.err().contains("there is no host pg9"), screen.err());
    }

    @Test
    void aBugIsOneLineAndAStackTraceOnlyWhenAsked() {
        workflow.bug =
                Optional.of(
                        new IllegalStateException("no " + Samples.PASSWORD.reveal() + "\nmore"));
        assertEquals(1, screen.run("plan", "inv.yml"));
        assertEquals(2, screen.err().lines().count());
        assertTrue(
                screen.err()
                        .startsWith(
                                "internal error: java.lang.IllegalStateException: no (sensitive)\n"),
                screen.err());
        assertEquals(1, screen.run("plan", "inv.yml", "-v"));
        assertTrue(screen.err().contains("\tat io.pgprov.cli.CliTest"), screen.err());
        assertFalse(screen.err().contains(Samples.PASSWORD.reveal()));
    }

    @Test
    void aProblemAfterTheFilesIsAFailure() {
        workflow.bug =
                Optional.of(new ProblemException(Problem.of("the key file is unreadable", "")));
        assertEquals(5, screen.run("plan", "inv.yml"));
        assertEquals("error: the key file is unreadable\n", screen.err());
    }

    @Test
    void coloursAreForTerminals() {
        workflow.plan = Samples.restart();
        screen.run("plan", "inv.yml");
        assertFalse(screen.out().contains("\u001b"));
        screen.run("plan", "inv.yml", "--color", "always");
        assertTrue(screen.out().contains("\u001b"));
        screen.kind = Terminal.Kind.TERMINAL;
        screen.run("plan", "inv.yml");
        assertTrue(screen.out().contains("\u001b"));
        screen.run("plan", "inv.yml", "--color", "never");
        assertFalse(screen.out().contains("\u001b"));
        screen.environment = Map.of("NO_COLOR", "1");
        screen.run("plan", "inv.yml");
        assertFalse(screen.out().contains("\u001b"));
        screen.environment = Map.of("TERM", "dumb");
        screen.run("plan", "inv.yml");
        assertFalse(screen.out().contains("\u001b"));
    }
}

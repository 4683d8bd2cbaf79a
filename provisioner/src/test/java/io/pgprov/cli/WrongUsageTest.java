package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongUsageTest {

    private final FakeWorkflow workflow = new FakeWorkflow();
    private final Screen screen = new Screen(workflow::open);

    @Test
    void withoutACommandItShowsTheHelpAndFails() {
        assertEquals(2, screen.run());
        assertTrue(screen.err().startsWith("Usage: pgprov COMMAND"), screen.err());
        assertEquals("", screen.out());
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
        assertEquals(2, screen.run(line.split(" ")));
        assertTrue(screen.err().startsWith("error: "), screen.err());
        assertTrue(screen.err().contains("hint:  pgprov"), screen.err());
        assertEquals("", screen.out());
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
        assertEquals(2, screen.run(line.split(" ")));
        assertEquals("error: " + error + "\nhint:  " + hint + "\n", screen.err());
        assertEquals("", screen.out());
    }

    @Test
    void whatATerminalWouldObeyIsNotRepeatedToIt() {
        assertEquals(2, screen.run("plan\u001b[2J"));
        assertFalse(screen.err().contains("\u001b"), screen.err());
        assertEquals(2, screen.run("plan", "a.yml", "--x\u001b[2J"));
        assertFalse(screen.err().contains("\u001b"), screen.err());
    }
}

package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Problem;
import io.pgprov.model.Secret;
import io.pgprov.ssh.SudoDialog.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SudoDialogTest {

    private static final String NONCE = "c0ffee";

    private final SudoDialog dialog = new SudoDialog(NONCE);

    @Test
    void sendsThePasswordOnlyToItsOwnPromptAndOnlyOnce() {
        assertEquals(Step.WAIT, dialog.line("We trust you have received the usual lecture"));
        assertEquals(Step.WAIT, dialog.line("[sudo] password for deploy:"));
        assertEquals(Step.WAIT, dialog.line("Password: " + NONCE));
        assertEquals(Step.SEND_PASSWORD, dialog.line(NONCE));
        assertEquals(Step.WAIT, dialog.line("Sorry, try again."));
        assertEquals(Step.WRONG_PASSWORD, dialog.line(NONCE));
    }

    @Test
    void sendsTheScriptOnceSudoHasRunTheCommand() {
        assertEquals(Step.GRANTED, dialog.line(NONCE + "-ok"));
        SudoDialog other = new SudoDialog("other");
        assertEquals(Step.WAIT, other.line(NONCE + "-ok"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sudo: a password is required                              | wants a password
                    sudo-rs: interactive authentication is required           | wants a password
                    sudo: sorry, you must have a tty to run sudo              | requiretty
                    deploy is not in the sudoers file.                        | does not allow deploy
                    Sorry, user deploy is not allowed to execute '/bin/sh' as root on db1. | does not allow deploy
                    Sorry, user deploy may not run sudo on db1.               | does not allow deploy
                    /bin/sh: 1: exec: sudo: not found                         | there is no sudo
                    sudo: 1 incorrect password attempt                        | does not accept the password
                    sudo: unable to open /etc/sudoers                         | without running the command
                    """)
    void saysWhySudoRefuses(String line, String what) {
        dialog.line("noise of an rc file");
        dialog.line(line);
        Problem problem = dialog.refusal(Settings.sudo("deploy", "secret!"));
        assertTrue(problem.what().contains(what), problem.text());
        assertEquals("host db1", problem.where());
        assertTrue(!problem.hint().isEmpty() && !problem.text().contains("secret!"));
    }

    @Test
    void saysWhatSudoSaidAndNotWhatOthersPrinted() {
        dialog.line("welcome to db1");
        dialog.line("sudo: unable to open /etc/sudoers");
        assertEquals(
                "sudo ended without running the command: sudo: unable to open /etc/sudoers",
                dialog.refusal(Settings.sudo("deploy")).what());
    }

    @Test
    void namesTheRuleThatIsMissing() {
        Problem without = SudoDialog.notAllowed(Settings.sudo("deploy"));
        assertTrue(without.hint().contains("`deploy ALL=(root) NOPASSWD: /bin/sh`"));
        Problem with = SudoDialog.notAllowed(Settings.sudo("deploy", "x"));
        assertTrue(with.hint().contains("`deploy ALL=(root) /bin/sh`"), with.hint());
    }

    @Test
    void commandIsWordsThatEveryShellReadsAlike() {
        String plain = RemoteCommand.of(Settings.plain("root"), NONCE).text();
        assertEquals("exec /bin/sh -s", plain);
        assertEquals(plain, RemoteCommand.of(Settings.sudo("root", "x"), NONCE).text());
        String noPassword = RemoteCommand.of(Settings.sudo("deploy"), NONCE).text();
        assertTrue(noPassword.contains("sudo -n -u root -- "), noPassword);
        String asking = RemoteCommand.of(Settings.sudo("deploy", "pa'ss"), NONCE).text();
        assertTrue(asking.contains("sudo -k -S -p "), asking);
        assertTrue(!asking.contains("pa'ss"), asking);
        for (String command : java.util.List.of(noPassword, asking)) {
            assertEquals(2, command.chars().filter(c -> c == '\'').count(), command);
            assertTrue(command.chars().noneMatch(c -> c == '!' || c == '\n'), command);
        }
    }

    @Test
    void secretsAreNotShown() {
        assertEquals("(sensitive)", new Secret("x").toString());
        assertEquals("a\\x1b[31mb\tc\n", Printable.of("a\u001b[31mb\tc\n"));
    }
}

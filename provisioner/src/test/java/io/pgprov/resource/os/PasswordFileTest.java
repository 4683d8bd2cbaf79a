package io.pgprov.resource.os;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Secret;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.shell.Argument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordFileTest {

    private static final View VIEW = SampleView.empty();
    private static final String PATH = "/var/lib/postgresql/.pgprov/pgpass";
    private static final String PASSWORD = "a:b\\c d$%'!ü";
    private static final String CONTENT =
            "# managed by pgprov: changes by hand are lost\n"
                    + "10.0.0.1:5432:*:re\\:pl:a\\:b\\\\c d$%'!ü\n";

    @Test
    void escapesColonAndBackslashAndNothingElse() {
        Change change = change(verdict(file(), "absent\n", VIEW));
        assertCall(change, "password_file_write", PATH, "absent", CONTENT);
        assertInstanceOf(Argument.Hidden.class, change.call().arguments().getLast());
    }

    @Test
    void isInSyncOnlyWithTheOwnerAndModeThatLibpqAccepts() {
        assertInSync(verdict(file(), plain("postgres", "600", CONTENT, "yes"), VIEW));
        assertCall(
                change(verdict(file(), plain("postgres", "640", CONTENT, "yes"), VIEW)),
                "password_file_attributes",
                PATH);
        assertCall(
                change(verdict(file(), plain("root", "600", CONTENT, "yes"), VIEW)),
                "password_file_attributes",
                PATH);
    }

    @Test
    void replacesOtherPasswordsWithoutShowingThem() {
        Change change = change(verdict(file(), plain("postgres", "600", "old", "yes"), VIEW));
        assertEquals(List.of(new Difference.Hidden("passwords")), change.differences());
        assertEquals(Impact.NONE, change.impact());
        assertFalse(change.toString().contains(PASSWORD));
        assertFalse(file().toString().contains(PASSWORD));
    }

    @Test
    void takesOverAFileOfAnother() {
        Change change = change(verdict(file(), plain("postgres", "600", "old", "no"), VIEW));
        assertEquals(Impact.TAKEOVER, change.impact());
    }

    @Test
    void refusesALink() {
        assertRefused(verdict(file(), "symlink\t/x\n", VIEW), "symbolic link", "");
    }

    @Test
    void refusesLineBreaksAndNoEntries() {
        Map<String, Object> entry = Map.of("password", new Secret("a\nb"));
        String broken =
                problem(
                        PasswordFile::from,
                        arguments("password_file", "path", PATH, "entries", List.of(entry)));
        assertTrue(broken.contains("line break"), broken);
        assertFalse(broken.contains("a\nb"));
        assertTrue(
                problem(PasswordFile::from, arguments("password_file", "path", PATH))
                        .contains("needs entries"));
    }

    private static PasswordFile file() {
        Map<String, Object> entry =
                Map.of(
                        "host",
                        "10.0.0.1",
                        "port",
                        5432,
                        "user",
                        "re:pl",
                        "password",
                        new Secret(PASSWORD));
        return PasswordFile.from(
                arguments("password_file", "path", PATH, "entries", List.of(entry)));
    }

    private static String plain(String owner, String mode, String content, String marked) {
        String sum = FileState.sha256(content);
        return String.join("\t", "file", owner, "postgres", mode, sum, marked) + "\n";
    }
}

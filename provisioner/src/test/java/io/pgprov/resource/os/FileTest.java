package io.pgprov.resource.os;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.texts;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.shell.Argument;
import io.pgprov.shell.PlatformDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTest {

    private static final View VIEW = SampleView.empty();
    private static final String PATH = PlatformDirectory.PG_CONF_DIR.marker() + "/conf.d/x.conf";
    private static final String TEXT = "# ours\nport = 1\n";

    @Test
    void createsWhatIsAbsentAndShowsItAsADiff() {
        Change change = change(verdict(file(), "absent\n", VIEW));
        assertCall(change, "file_write", PATH, "postgres", "postgres", "0640", "absent", TEXT);
        assertEquals(List.of(new Difference.Text(PATH, "", TEXT)), change.differences());
        assertEquals(Impact.NONE, change.impact());
    }

    @Test
    void isInSyncWhenContentAndAttributesAreTheSame() {
        assertInSync(verdict(file(), plain("postgres", "640", TEXT, "yes"), VIEW));
    }

    @Test
    void replacesOurOwnContentWithoutConsent() {
        String before = "# ours\nport = 2\n";
        Change change = change(verdict(file(), plain("postgres", "640", before, "yes"), VIEW));
        assertCall(
                change,
                "file_write",
                PATH,
                "postgres",
                "postgres",
                "0640",
                FileState.sha256(before),
                TEXT);
        assertEquals(List.of(new Difference.Text(PATH, before, TEXT)), change.differences());
        assertFalse(change.impact().needsConsent());
    }

    @Test
    void takesOverAFileThatIsNotOurs() {
        Change change = change(verdict(file(), plain("postgres", "640", "mine\n", "no"), VIEW));
        assertEquals(Impact.TAKEOVER, change.impact());
    }

    @Test
    void comparesContentByteWise() {
        Change change =
                change(verdict(file(), plain("postgres", "640", TEXT.strip(), "yes"), VIEW));
        assertEquals("file_write", change.call().function());
    }

    @Test
    void mendsOwnerAndModeWithoutWriting() {
        Change change = change(verdict(file(), plain("root", "600", TEXT, "yes"), VIEW));
        assertCall(change, "file_attributes", PATH, "postgres", "postgres", "0640");
        assertEquals(
                List.of(
                        new Difference.Value("owner", "root", "postgres", ""),
                        new Difference.Value("mode", "0600", "0640", "")),
                change.differences());
    }

    @Test
    void refusesALinkAndADirectory() {
        assertRefused(verdict(file(), "symlink\t/srv/x\n", VIEW), "symbolic link to /srv/x", "");
        assertRefused(
                verdict(file(), "other\tdirectory\n", VIEW),
                "/etc/postgresql/15/main/conf.d/x.conf is a directory",
                "");
    }

    @Test
    void neverShowsSensitiveContent() {
        File file =
                File.from(
                        arguments(
                                "file",
                                "path",
                                "/etc/key",
                                "content",
                                "s3cret",
                                "owner",
                                "postgres",
                                "sensitive",
                                true));
        assertEquals(List.of("/etc/key", "hide", ""), texts(file.probe().call()));
        Change change = change(verdict(file, plain("postgres", "644", "", "yes"), VIEW));
        assertEquals(List.of(new Difference.Hidden("content")), change.differences());
        assertInstanceOf(Argument.Hidden.class, change.call().arguments().getLast());
        assertFalse(change.toString().contains("s3cret"));
    }

    @Test
    void resolvesDirectoriesInContent() {
        String content = "data = " + PlatformDirectory.PG_DATA_DIR.marker();
        File file = File.from(arguments("file", "path", "/etc/x", "content", content));
        Change change = change(verdict(file, "absent\n", VIEW));
        assertEquals("data = /var/lib/postgresql/15/main", texts(change.call()).getLast());
    }

    @Test
    void refusesContentAboveOneMegabyte() {
        File file =
                File.from(
                        arguments("file", "path", "/etc/x", "content", "x".repeat((1 << 20) + 1)));
        assertRefused(verdict(file, "absent\n", VIEW), "larger than 1 MB", "");
    }

    @Test
    void refusesPathsAndModesThatAreNoneAndUnknownParameters() {
        assertTrue(
                problem(File::from, arguments("file", "path", "etc/x", "content", ""))
                        .contains("absolute path"));
        assertTrue(
                problem(File::from, arguments("file", "path", "/etc/../x", "content", ""))
                        .contains("plain path"));
        assertTrue(
                problem(File::from, arguments("file", "path", "/x", "content", "", "mode", "rw"))
                        .contains("octal digits"));
        assertTrue(
                problem(File::from, arguments("file", "path", "/x", "content", "", "mod", "0644"))
                        .contains("unknown parameter mod"));
    }

    @Test
    void doesNotGuessAtAnUnknownAnswer() {
        assertThrows(Probe.UnreadableReply.class, () -> verdict(file(), "hello\n", VIEW));
        assertThrows(Probe.UnreadableReply.class, () -> verdict(file(), "file\troot\n", VIEW));
    }

    private static File file() {
        return File.from(
                arguments(
                        "file",
                        "path",
                        PATH,
                        "content",
                        TEXT,
                        "owner",
                        "postgres",
                        "mode",
                        "0640",
                        "ours",
                        "ours"));
    }

    static String plain(String owner, String mode, String content, String marked) {
        return String.join(
                        "\t",
                        "file",
                        owner,
                        owner.equals("root") ? "postgres" : owner,
                        mode,
                        FileState.sha256(content),
                        marked)
                + "\n"
                + content;
    }
}

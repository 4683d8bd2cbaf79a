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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Content;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class AptRepositoryTest {

    private static final View VIEW = SampleView.empty();
    private static final String FILE = "/etc/apt/sources.list.d/pgdg.sources";
    private static final String KEY_FILE = "/etc/apt/keyrings/pgprov-pgdg.asc";
    private static final String CONTENT =
            """
            # managed by pgprov: changes by hand are lost
            Types: deb
            URIs: https://apt.example.org/pgdg
            Suites: bookworm-pgdg
            Components: main
            Signed-By: /usr/share/key.asc
            """;

    @Test
    void addsOneFileWithTheSuiteOfTheHost() {
        Change change = change(verdict(onHost(), "unfetched\nnokey\nabsent\n", VIEW));
        assertCall(change, "apt_repository_write", FILE, "absent", CONTENT, "", "", "");
        assertEquals(List.of(new Difference.Text(FILE, "", CONTENT)), change.differences());
    }

    @Test
    void isInSyncOnlyOnceItsListsAreFetched() {
        String file = "nokey\n" + FileTest.plain("postgres", "644", CONTENT, "yes");
        assertInSync(verdict(onHost(), "fetched\n" + file, VIEW));
        Change change = change(verdict(onHost(), "unfetched\n" + file, VIEW));
        assertCall(
                change,
                "apt_repository_write",
                FILE,
                FileState.sha256(CONTENT),
                CONTENT,
                "",
                "",
                "");
    }

    @Test
    void putsAGivenKeyOnTheHost() {
        AptRepository given = AptRepository.from(task("key", "KEY"));
        assertEquals(List.of(FILE, KEY_FILE), texts(given.probe().call()));
        Change change = change(verdict(given, "unfetched\nabsent\nabsent\n", VIEW));
        String content = CONTENT.replace("/usr/share/key.asc", KEY_FILE);
        assertCall(
                change, "apt_repository_write", FILE, "absent", content, KEY_FILE, "absent", "KEY");
        String key = FileTest.plain("postgres", "644", "KEY", "yes").lines().findFirst().get();
        assertInSync(
                verdict(
                        given,
                        "fetched\n"
                                + key
                                + "\n"
                                + FileTest.plain("postgres", "644", content, "yes"),
                        VIEW));
    }

    @Test
    void takesOverAFileOfAnother() {
        String answer = "fetched\nnokey\n" + FileTest.plain("postgres", "644", "mine\n", "yes");
        assertEquals(Impact.TAKEOVER, change(verdict(onHost(), answer, VIEW)).impact());
    }

    @Test
    void refusesALink() {
        assertRefused(
                verdict(onHost(), "unfetched\nnokey\nsymlink\t/x\n", VIEW), "symbolic link", "");
    }

    @Test
    void needsExactlyOneKeyAndAPlainName() {
        assertTrue(
                problem(
                                AptRepository::from,
                                arguments("apt_repository", "name", "x", "uri", "u", "suite", "s"))
                        .contains("one of signed_by and key"));
        assertTrue(
                problem(AptRepository::from, arguments("apt_repository", "name", "../x"))
                        .contains("not a name"));
    }

    private static AptRepository onHost() {
        return AptRepository.from(task("signed_by", "/usr/share/key.asc"));
    }

    private static Arguments task(String key, String value) {
        Content suite = view -> view.facts().osCodename() + "-pgdg";
        return arguments(
                "apt_repository",
                "name",
                "pgdg",
                "uri",
                "https://apt.example.org/pgdg",
                "suite",
                suite,
                "components",
                List.of("main"),
                key,
                value);
    }
}

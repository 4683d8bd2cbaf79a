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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackageTest {

    private static final View VIEW = SampleView.empty();
    private static final String BOTH_MISSING = "package\ta\tabsent\t\npackage\tb\tabsent\t\n";

    @Test
    void isInSyncWhenAllAreInstalled() {
        String answer = "package\ta\tinstalled\t1\npackage\tb\tinstalled\t2\n";
        assertInSync(verdict(packages(), answer, VIEW));
        assertEquals(List.of("a", "b"), texts(packages().probe().call()));
    }

    @Test
    void installsAllThatMissInOneChangeAndShowsTheirVersions() {
        String answer =
                "package\ta\tinstalled\t1\npackage\tb\tconfig-files\t1\n"
                        + "candidate\ta\t1\ncandidate\tb\t2:3.4\nlists\t0\n";
        Change change = change(verdict(packages(), answer, VIEW));
        assertCall(change, "package_install", "b");
        assertEquals(List.of(new Difference.Value("b", "", "2:3.4", "")), change.differences());
        String both = BOTH_MISSING + "candidate\ta\t1\ncandidate\tb\t1\nlists\t0\n";
        assertCall(change(verdict(packages(), both, VIEW)), "package_install", "a", "b");
    }

    @Test
    void refusesAPackageThatTheHostCannotGet() {
        assertRefused(
                verdict(packages(), BOTH_MISSING + "candidate\ta\t1\nlists\t12\n", VIEW),
                "no repository of this host has b",
                "pg_repository");
        assertRefused(
                verdict(packages(), BOTH_MISSING + "lists\t12\n", VIEW), "has a b", "12 days old");
    }

    @Test
    void expectsTheBestOfListsThatWereNeverFetched() {
        Change change = change(verdict(packages(), BOTH_MISSING + "lists\tnever\n", VIEW));
        assertCall(change, "package_install", "a", "b");
    }

    @Test
    void expectsAPackageOfARepositoryThatIsToBeAdded() {
        Package packages =
                Package.from(arguments("package", "names", List.of("a", "b"), "from", "pgdg"));
        Change change = change(verdict(packages, BOTH_MISSING + "lists\t0\n", VIEW));
        assertEquals(
                new Difference.Value("a", "", "newest", "from pgdg"),
                change.differences().getFirst());
    }

    @Test
    void namesTheRepairWhereDpkgWasInterrupted() {
        String answer = BOTH_MISSING + "halfway\tlibc6\thalf-configured\nlists\t0\n";
        assertRefused(
                verdict(packages(), answer, VIEW),
                "libc6 is half-configured",
                "dpkg --configure -a");
    }

    @Test
    void refusesAHostWithoutAptAndAnswersItDoesNotKnow() {
        assertRefused(verdict(packages(), "unsupported\n", VIEW), "no apt-get", "Debian");
        assertThrows(Probe.UnreadableReply.class, () -> verdict(packages(), "what\n", VIEW));
    }

    @Test
    void refusesNamesThatAreNone() {
        assertTrue(
                problem(Package::from, arguments("package", "name", "-o Evil=1"))
                        .contains("not a name of a package"));
        assertTrue(problem(Package::from, arguments("package")).contains("needs name"));
    }

    private static Package packages() {
        return Package.from(arguments("package", "names", List.of("a", "b", "a")));
    }
}

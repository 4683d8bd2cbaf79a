package io.pgprov.resource.container;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.pgprov.model.Change;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerEngineTest {

    private static final View VIEW = SampleView.empty();
    private static final ContainerEngine DOCKER =
            ContainerEngine.from(arguments("container_engine", "name", "docker"));
    private static final ContainerEngine PODMAN =
            ContainerEngine.from(arguments("container_engine", "name", "podman"));

    @Test
    void isInSyncWhenItAnswersAndStartsWithTheHost() {
        assertInSync(verdict(DOCKER, "state\tup\nboot\tauto\n", VIEW));
        assertInSync(verdict(PODMAN, "state\tup\nboot\tauto\n", VIEW));
    }

    @Test
    void installsTheDistributionsPackages() {
        String absent = "state\tabsent\ninstallable\tyes\n";
        assertCall(
                change(verdict(DOCKER, absent, VIEW)),
                "container_engine_install",
                "docker.io",
                "iptables");
        assertCall(
                change(verdict(PODMAN, absent, VIEW)),
                "container_engine_install",
                "podman",
                "crun");
    }

    @Test
    void refusesAHostWithoutItAndWithoutApt() {
        assertRefused(verdict(DOCKER, "state\tabsent\n", VIEW), "has no docker", "install it");
    }

    @Test
    void startsAndEnablesWhatIsDown() {
        Change start = change(verdict(DOCKER, "state\tdown\nboot\tauto\n", VIEW));
        assertEquals(Change.Action.START, start.action());
        assertCall(start, "container_engine_start");
        Verdict.Drift both =
                assertInstanceOf(
                        Verdict.Drift.class, verdict(DOCKER, "state\tdown\nboot\toff\n", VIEW));
        assertEquals(
                List.of("container_engine_enable", "container_engine_start"),
                both.changes().stream().map(c -> c.call().function()).toList());
    }

    @Test
    void enablesWhatRunsButDoesNotStartWithTheHost() {
        assertCall(
                change(verdict(DOCKER, "state\tup\nboot\toff\n", VIEW)), "container_engine_enable");
    }

    @Test
    void refusesOneThatDoesNotWork() {
        assertRefused(
                verdict(DOCKER, "state\tbroken\nreason\tno space left\nboot\tauto\n", VIEW),
                "no space left",
                "docker info");
    }

    @Test
    void refusesAnotherEngine() {
        assertEquals(
                "unknown container engine lxc",
                problem(ContainerEngine::from, arguments("container_engine", "name", "lxc")));
    }
}

package io.pgprov.resource.os;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Probe;
import io.pgprov.model.Server;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTest {

    private static final Service SERVICE = Service.from(arguments("service"));
    private static final View STANDBY =
            SampleView.of(
                    SampleView.primary(0),
                    SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true)));

    @Test
    void expectsAStartWhereNoClusterIsYet() {
        Change change = change(verdict(SERVICE, "activity\tnone\n", SampleView.empty()));
        assertEquals(Change.Action.START, change.action());
        assertEquals("service_start", change.call().function());
    }

    @Test
    void waitsForAForeignDirectoryToBeSettled() {
        View view =
                SampleView.of(
                        SampleView.primary(0),
                        SampleView.server(new DataDirectory.Foreign(List.of("x"))));
        Verdict.Pending pending =
                assertInstanceOf(Verdict.Pending.class, verdict(SERVICE, "activity\tnone\n", view));
        assertEquals(List.of(), pending.expected());
    }

    @Test
    void isInSyncWhenRunningAndEnabled() {
        assertInSync(verdict(SERVICE, "activity\tactive\nboot\tauto\n", STANDBY));
        assertInSync(verdict(SERVICE, "activity\tactivating\nboot\tauto\n", STANDBY));
    }

    @Test
    void enablesWhatRunsButDoesNotStartWithTheHost() {
        Change change = change(verdict(SERVICE, "activity\tactive\nboot\tmanual\n", STANDBY));
        assertEquals("service_enable", change.call().function());
        assertEquals(Change.Action.UPDATE, change.action());
    }

    @Test
    void enablesThenStartsWhatIsDown() {
        Verdict.Drift drift =
                assertInstanceOf(
                        Verdict.Drift.class,
                        verdict(
                                SERVICE,
                                "activity\tfailed\nboot\tdisabled\nlistener\t\n",
                                STANDBY));
        assertEquals(
                List.of("service_enable", "service_start"),
                drift.changes().stream().map(c -> c.call().function()).toList());
    }

    @Test
    void waitsForAServerThatRecovers() {
        Server recovering =
                new Server(
                        SampleView.cluster(SampleView.IDENTIFIER, true, true),
                        new Server.Process.NotAnswering("the database system is starting up"),
                        new Server.BaseBackup.None());
        View view = SampleView.of(SampleView.primary(0), recovering);
        Change change = change(verdict(SERVICE, "activity\tactive\nboot\tauto\n", view));
        assertTrue(change.summary().contains("starting up"), change.summary());
        assertEquals("service_start", change.call().function());
    }

    @Test
    void namesWhoHasThePort() {
        assertRefused(
                verdict(SERVICE, "activity\tinactive\nboot\tauto\nlistener\tnc,pid=12\n", STANDBY),
                "in use by nc,pid=12",
                "pg_port");
    }

    @Test
    void leavesAMaskedUnitAlone() {
        assertRefused(verdict(SERVICE, "activity\tmasked\n", STANDBY), "masked", "unmask");
        assertThrows(Probe.UnreadableReply.class, () -> verdict(SERVICE, "", STANDBY));
    }

    @Test
    void offersReloadAndRestartToOtherResources() {
        ServiceAction restart = Service.restart("max_connections");
        assertEquals(Service.ADDRESS, restart.service());
        assertEquals(ServiceAction.Kind.RESTART, restart.kind());
        assertEquals("service_restart", restart.call().function());
        assertEquals("service_reload", Service.reload("pg_hba.conf").call().function());
        assertTrue(
                problem(Service::from, arguments("service", "name", "nginx"))
                        .contains("unknown service"));
    }
}

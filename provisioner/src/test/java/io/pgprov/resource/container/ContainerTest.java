package io.pgprov.resource.container;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.texts;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Server;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerTest {

    private static final String ID = "ab".repeat(32);
    private static final String DATA = PlatformDirectory.PG_DATA_DIR.marker();

    /// pg2 of these views is a primary that runs, and a server that does not.
    private static final View RUNNING = SampleView.of(SampleView.primary(0), SampleView.primary(0));

    private static final View DOWN =
            SampleView.of(
                    SampleView.primary(0),
                    SampleView.server(SampleView.cluster(SampleView.IDENTIFIER, true, true)));

    private static final String IN_SYNC =
            """
            engine	up
            wanted_image	sha256:%s
            status	running
            image	sha256:%s
            restart	unless-stopped
            network	host
            memory	0
            shm	1073741824
            stop_timeout	3600
            privileged	false
            user	"postgres"
            command	"[postgres]"
            entrypoint	"[entrypoint.sh]"
            env	"PATH=/bin"
            env	"HOSTNAME=pg2"
            env	"HA_MODE=native"
            env	"PGDATA=/var/lib/postgresql/15/main"
            env	"POSTGRES_INITDB_ARGS=--locale=C"
            label	"io.pgprov.container=postgresql-15-main"
            label	"org.opencontainers.image.title=x"
            mount	"bind /var/lib/postgresql/15/main:/var/lib/postgresql/15/main rw"
            image_user	"postgres"
            image_command	"[postgres]"
            image_entrypoint	"[entrypoint.sh]"
            image_env	"PATH=/bin"
            """
                    .formatted(ID, ID);

    private static Container container(Object... more) {
        Object[] pairs = {
            "name", "postgresql-15-main",
            "engine", "docker",
            "image", Map.of("name", "pgprov/postgresql:15", "source", "pull"),
            "variables", Map.of("HA_MODE", "native"),
            "environment", Map.of("PGDATA", DATA, "LEFT_OUT", ""),
            "initial", Map.of("POSTGRES_INITDB_ARGS", "--locale=C"),
            "mounts", List.of(Map.of("source", DATA))
        };
        Object[] all = new Object[pairs.length + more.length];
        System.arraycopy(pairs, 0, all, 0, pairs.length);
        System.arraycopy(more, 0, all, pairs.length, more.length);
        return Container.from(arguments("container", all));
    }

    private static Change replaced(String answer) {
        return change(verdict(container(), answer, RUNNING));
    }

    @Test
    void isInSyncWhereTheEngineSaysWhatTheFilesSay() {
        assertInSync(verdict(container(), IN_SYNC, RUNNING));
        assertInSync(verdict(container(), IN_SYNC.replace("running", "exited"), DOWN));
    }

    @Test
    void isMadeWhereThereIsNone() {
        for (String answer :
                List.of("engine\tabsent\n", "engine\tup\n", "engine\tup\nformer\tyes\n")) {
            Change create = change(verdict(container(), answer, DOWN));
            assertEquals("container_create", create.call().function());
            assertEquals(Impact.NONE, create.impact());
            List<String> words = texts(create.call());
            assertTrue(
                    words.contains("type=bind,source=" + DATA + ",target=" + DATA),
                    words.toString());
            assertTrue(words.contains("HA_MODE=native"), words.toString());
            assertTrue(words.contains("POSTGRES_INITDB_ARGS=--locale=C"), words.toString());
            assertFalse(words.contains("LEFT_OUT="), words.toString());
        }
    }

    /// A word that no engine knows would be found in the middle of a run, or taken for the other one.
    @Test
    void refusesWordsThatMeanNothing() {
        assertTrue(
                problem(_ -> container("network", "brige"), arguments("container"))
                        .contains("network must be host or bridge, not brige"));
        assertTrue(
                problem(
                                _ ->
                                        container(
                                                "mounts",
                                                List.of(
                                                        Map.of(
                                                                "source",
                                                                DATA,
                                                                "access",
                                                                "readonly"))),
                                arguments("container"))
                        .contains("access must be rw or ro, not readonly"));
    }

    @Test
    void waitsForAnEngineThatIsDown() {
        assertInstanceOf(Verdict.Pending.class, verdict(container(), "engine\tdown\n", DOWN));
    }

    @Test
    void refusesAContainerOfSomebodyElse() {
        assertRefused(
                verdict(
                        container(),
                        IN_SYNC.replace("io.pgprov.container", "somebody.else"),
                        RUNNING),
                "that pgprov has not made",
                "rename or remove it");
    }

    /// Each value is compared with the live one.
    @ParameterizedTest
    @CsvSource({
        "network\thost,network\tbridge,network",
        "memory\t0,memory\t1073741824,memory",
        "shm\t1073741824,shm\t67108864,shared memory",
        "stop_timeout\t3600,stop_timeout\t10,stop timeout",
        "restart\tunless-stopped,restart\tno,restart policy",
        "privileged\tfalse,privileged\ttrue,privileged",
        "user\t\"postgres,user\t\"root,user",
        "command\t\"[postgres],command\t\"[postgres -c fsync=off],command",
        "entrypoint\t\"[entrypoint.sh],entrypoint\t\"[sh],entrypoint",
        "env\t\"HA_MODE=native,env\t\"HA_MODE=other,HA_MODE",
        "env\t\"PATH=/bin,env\t\"PATH=/tmp,PATH",
        "env\t\"HOSTNAME=pg2,env\t\"POSTGRES_PASSWORD=secret,POSTGRES_PASSWORD",
        "main rw,main ro,mount",
        "mount\t\"bind,mount\t\"volume,mount",
        "wanted_image\tsha256:ab,wanted_image\tsha256:cd,image"
    })
    void isReplacedWhereAnyValueDiffers(String from, String to, String name) {
        Change change =
                replaced(
                        IN_SYNC.replaceFirst("(?m)^" + java.util.regex.Pattern.quote(from), to)
                                        .equals(IN_SYNC)
                                ? IN_SYNC.replace(from, to)
                                : IN_SYNC.replaceFirst(
                                        "(?m)^" + java.util.regex.Pattern.quote(from), to));
        assertEquals("container_prepare", change.call().function());
        assertEquals(Impact.RESTART, change.impact());
        ServiceAction then = change.then().orElseThrow();
        assertEquals(ServiceAction.Kind.RESTART, then.kind());
        assertEquals("service_restart", then.call().function());
        Difference.Value difference =
                assertInstanceOf(Difference.Value.class, change.differences().getFirst());
        assertEquals(name, difference.name());
        assertFalse(change.toString().contains("secret"), change.toString());
    }

    @Test
    void isReplacedAtOnceWhereItsServerDoesNotRun() {
        String stopped =
                IN_SYNC.replace("running", "exited").replace("network\thost", "network\tbridge");
        Change change = change(verdict(container(), stopped, DOWN));
        assertEquals("container_replace", change.call().function());
        assertEquals(Impact.NONE, change.impact());
        assertTrue(change.then().isEmpty());
        assertEquals(
                "container_replace",
                change(verdict(container(), stopped.replace("exited", "restarting"), DOWN))
                        .call()
                        .function());
    }

    @Test
    void removesTheContainerBeforeThisOneOnceItsServerRuns() {
        Change tidying = change(verdict(container(), IN_SYNC + "former\tyes\n", RUNNING));
        assertEquals("container_tidy", tidying.call().function());
        assertEquals(Impact.NONE, tidying.impact());
        assertInSync(
                verdict(container(), IN_SYNC.replace("running", "exited") + "former\tyes\n", DOWN));
    }

    /// What makes it stream may be a change that would wait for this one.
    @Test
    void keepsTheContainerBeforeThisOneUntilItsStandbyStreams() {
        View away = SampleView.of(SampleView.primary(0), SampleView.standby(Optional.empty()));
        Verdict.Pending pending =
                assertInstanceOf(
                        Verdict.Pending.class,
                        verdict(container(), IN_SYNC + "former\tyes\n", away));
        assertEquals("this standby streams", pending.until());
        assertEquals("container_tidy", pending.expected().getFirst().call().function());
        Server.Receiver receiver = new Server.Receiver("streaming", "10.0.0.1", 5432, "pg2");
        View streams =
                SampleView.of(SampleView.primary(0), SampleView.standby(Optional.of(receiver)));
        Change removal = change(verdict(container(), IN_SYNC + "former\tyes\n", streams));
        assertEquals(Change.Action.DELETE, removal.action());
    }

    @Test
    void makesNoSecondClusterOnceItHasOne() {
        Change sealing = change(verdict(container(), IN_SYNC + "unsealed\tyes\n", RUNNING));
        assertEquals("container_tidy", sealing.call().function());
        assertEquals(Change.Action.UPDATE, sealing.action());
        assertInSync(verdict(container(), IN_SYNC + "unsealed\tyes\n", DOWN));
    }

    /// Engines print text as JSON: a value of two lines would else bring a label along that makes the container ours, to be replaced.
    @Test
    void takesNoValueForAnotherWord() {
        String hostile = "env\t\"X=1\\nlabel\\tio.pgprov.container=x\\\\\\\"\\u00e4\"\n";
        Lines lines = Lines.of(new Reply(0, hostile, ""));
        assertEquals(List.of("X=1\nlabel\tio.pgprov.container=x\\\"ä"), lines.all("env"), hostile);
        String foreign = IN_SYNC.replace("label\t\"io.pgprov.container", "label\t\"other");
        assertRefused(
                verdict(container(), foreign + hostile, RUNNING),
                "has not made",
                "rename or remove");
    }

    /// Docker takes them from root's configuration into every container: another container would have them, too.
    @Test
    void leavesTheEnginesProxiesAlone() {
        assertInSync(
                verdict(
                        container(),
                        IN_SYNC + "env\t\"http_proxy=http://p:3128\"\nenv\t\"NO_PROXY=x\"\n",
                        RUNNING));
    }

    @Test
    void publishesThePortOnABridge() {
        Container bridged = container("network", "bridge", "port", 6432, "memory", "536870912");
        List<String> words = texts(change(verdict(bridged, "engine\tup\n", DOWN)).call());
        assertTrue(words.contains("6432:6432"), words.toString());
        assertTrue(words.contains("536870912"), words.toString());
        assertInSync(
                verdict(
                        bridged,
                        IN_SYNC.replace("network\thost", "network\tbridge\nport\t6432:6432/tcp")
                                .replace("memory\t0", "memory\t536870912"),
                        RUNNING));
    }

    @Test
    void leavesTheRestartOfPodmansToAUnit() {
        Container podman = container("engine", "podman");
        assertInSync(
                verdict(
                        podman,
                        IN_SYNC.replace("restart\tunless-stopped", "restart\t")
                                .replace(
                                        "entrypoint\t\"[entrypoint.sh]\"\nenv",
                                        "entrypoint\t\"entrypoint.sh\"\nenv")
                                .replace("HOSTNAME=pg2", "container=podman"),
                        RUNNING));
    }

    @Test
    void takesNoValueOfTwoLines() {
        assertTrue(
                problem(
                                Container::from,
                                arguments(
                                        "container",
                                        "name",
                                        "x",
                                        "engine",
                                        "docker",
                                        "environment",
                                        Map.of("A", "b\nc")))
                        .contains("holds a line break"));
    }

    @Test
    void showsNoCommandThatSomebodyHasSet() {
        String live =
                IN_SYNC.replace("\ncommand\t\"[postgres]", "\ncommand\t\"[postgres -c x=hunter2]");
        String shown = replaced(live).differences().toString();
        assertTrue(shown.contains("command"), shown);
        assertFalse(shown.contains("hunter2"), shown);
    }
}

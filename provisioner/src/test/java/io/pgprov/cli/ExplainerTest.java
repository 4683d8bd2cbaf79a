package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.apply.Looker;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.playbook.PlaybookCompiler;
import io.pgprov.report.Explanation;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.report.Schema;
import io.pgprov.shell.HostScript;
import io.pgprov.ssh.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values of hosts none of which answers.
class ExplainerTest {

    private static final String INVENTORY =
            """
            all:
              vars:
                pg_cluster: orders
                ha_mode: native
                replication_password: s3cret
                colour: blue
                pg_settings:
                  log_lock_waits: true
                  Work_Mem: 12MB
                  archive_command: "cp %p {{ pg_data_dir | default('/archive') }}/%f"
                  max_wal_size: "{{ colour | length }}GB"
              hosts:
                pg1: {replication_role: primary}
                pg2: {replication_role: replica}
            """;

    private static final Problem REFUSED =
            Problem.of("nothing listens on pg1:22 (connection refused)", "is sshd running?");

    @TempDir Path folder;

    private final Unreachable looker = new Unreachable();
    private Path file;
    private Explainer explainer;

    /// Hosts that do not answer, and whether they were asked.
    private static final class Unreachable implements Looker {
        private boolean asked;

        @Override
        public Map<HostName, HostSnapshot> look(Collection<DesiredHost> hosts) {
            asked = true;
            Map<HostName, HostSnapshot> seen = new HashMap<>();
            hosts.forEach(h -> seen.put(h.host(), new HostSnapshot.Unreachable(REFUSED)));
            return seen;
        }

        @Override
        public List<HostScript.Entry> questions(DesiredHost host) {
            throw new UnsupportedOperationException("explain changes nothing");
        }

        @Override
        public HostSnapshot read(DesiredHost host, Transcript transcript) {
            throw new UnsupportedOperationException("explain changes nothing");
        }
    }

    @BeforeEach
    void read() throws IOException {
        file = Files.writeString(folder.resolve("inventory.yml"), INVENTORY);
        Inventory inventory = InventoryReader.read(file, ReadOptions.defaults());
        explainer =
                new Explainer(
                        inventory,
                        new PlaybookCompiler(inventory.templates(), folder, Optional.empty())
                                .compile(inventory),
                        looker);
    }

    private Explanation explain(String key) {
        return explainer.explain(new HostName("pg1"), key);
    }

    @ParameterizedTest
    @CsvSource({
        "log_lock_waits, on, 8",
        "work_mem, 12MB, 9",
        "WORK_MEM, 12MB, 9",
        "archive_command, cp %p /archive/%f, 10",
        "max_wal_size, 4GB, 11",
    })
    void aSettingOfTheInventoryIsKnownWithoutItsHost(String key, String wanted, int line) {
        Explanation explanation = explain(key);
        assertEquals(wanted, explanation.wanted());
        assertEquals("pg_settings, " + file + ":" + line, explanation.why());
        assertEquals(file + ":" + line, explanation.origin().toString());
        assertEquals(Optional.of(REFUSED), explanation.unanswered());
        assertEquals(Optional.empty(), explanation.live());
        assertFalse(explanation.hostAnswered());
    }

    @Test
    void theTextSaysThatTheLiveValueIsMissingAndWhy() {
        assertEquals(
                """
                pg1:log_lock_waits
                  wanted     on  (pg_settings, %1$s:8)
                  from       %1$s:8
                  live       could not be read: nothing listens on pg1:22 (connection refused)
                  hint       is sshd running?
                """
                        .formatted(file),
                explain("log_lock_waits").text(new Ink(Redactor.none(), Ink.Colours.OFF)));
        String json = explain("log_lock_waits").json(Redactor.none(), 4);
        assertFalse(Schema.of("explain").accept(json).at("/host_answered").asBoolean(true));
    }

    @Test
    void aSettingOfTheModeIsKnownWithoutItsHost() {
        Explanation explanation = explain("wal_level");
        assertEquals("replica", explanation.wanted());
        assertEquals("native replication", explanation.why());
        assertTrue(explanation.origin().file().endsWith("playbooks/native.yml"));
    }

    @Test
    void aDerivedSettingIsNot() {
        Explanation explanation = explain("shared_buffers");
        assertEquals("not known: it depends on the host", explanation.wanted());
        assertFalse(explanation.hostAnswered());
    }

    @ParameterizedTest
    @CsvSource({
        "colour, blue, 6",
        "pg_cluster, orders, 3",
    })
    void aVariableTakesNoHost(String key, String wanted, int line) {
        Explanation explanation = explain(key);
        assertEquals(wanted, explanation.wanted());
        assertEquals(file + ":" + line, explanation.origin().toString());
        assertTrue(explanation.hostAnswered());
        assertFalse(looker.asked);
    }

    @ParameterizedTest
    @CsvSource({
        "shared_bufers, did you mean shared_buffers?",
        "shared-buffers, did you mean shared_buffers?",
        "log_lock_wait, did you mean log_lock_waits?",
        "pg_pot, did you mean pg_port?",
        "color, did you mean colour?",
        "a_b_c_d_e, settings that nobody sets have PostgreSQL's own default; variables: docs/variables.md",
    })
    void anUnknownKeyIsRefusedWithTheLikelyOneAndNoHostIsAsked(String key, String hint) {
        Problem problem =
                assertThrows(ProblemException.class, () -> explain(key)).problems().getFirst();
        assertEquals(
                key + " is no variable of pg1 and no setting that pgprov manages there",
                problem.what());
        assertEquals(hint, problem.hint());
        assertFalse(looker.asked);
    }
}

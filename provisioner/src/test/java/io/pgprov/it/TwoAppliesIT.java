package io.pgprov.it;

import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.PgprovRun;
import io.pgprov.lab.SharedLab;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two people apply the same inventory at the same moment.
class TwoAppliesIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static final String LOCKED = "orders: locked: ";

    @Test
    void oneBuildsTheClusterAndTheOtherSaysWhoDoesAndChangesNothing() {
        Pgprov pgprov =
                Pgprov.on(
                        lab.lab(),
                        lab.lab().inventory().nativeCluster("orders", 15, "two applies secret"));
        try (PgprovRun one = pgprov.begin("apply");
                PgprovRun other = pgprov.begin("apply")) {
            assertFalse(one.printed().contains(LOCKED), "both begin before either has a lock");
            List<Integer> codes = List.of(one.end().exit(), other.end().exit());
            assertEquals(
                    List.of(0, 5),
                    codes.stream().sorted().toList(),
                    () -> one.printed() + other.printed());

            PgprovRun first = codes.getFirst() == 0 ? one : other;
            ExecResult refused = (first == one ? other : one).expect(5);
            Observed.assertLockedBy(first, refused);
            assertFalse(refused.stdout().contains(LOCKED), refused.stdout());
            assertFalse(refused.stdout().matches("(?s).*\\npg\\d  changed.*"), refused.stdout());
        }
        assertStreaming(lab.host(1), "pg2", "pg3");
        pgprov.expect(0, "drift");
    }
}

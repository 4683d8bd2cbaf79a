package io.pgprov.it;

import static io.pgprov.it.Observed.assertStreaming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two clusters and a host of neither in one inventory.
class SeveralClustersIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    /// pg1 stands alone, pg3 replicates pg2; nobody listens where `bastion` is said to be.
    private static LabInventory inventory() {
        LabInventory inventory = lab.lab().inventory().var("pg_version", 15);
        inventory.var("pg1", "pg_cluster", "wiki");
        for (String host : new String[] {"pg2", "pg3"}) {
            inventory
                    .var(host, "pg_cluster", "orders")
                    .var(host, "ha_mode", "native")
                    .var(host, "replication_password", "a secret of orders")
                    .var(host, "replication_role", host.equals("pg2") ? "primary" : "replica");
        }
        return inventory.stranger(
                "bastion", Map.of("ansible_host", "127.0.0.1", "ansible_port", 1));
    }

    @Test
    void eachClusterIsOnItsOwn() {
        Pgprov.on(lab.lab(), inventory()).expect(0, "apply", "--limit", "pg1");
        assertEquals("f", lab.host(1).psql("select pg_is_in_recovery()"));
        assertEquals("", lab.host(2).sh("pg_lsclusters --no-header"));
        assertEquals("", lab.host(3).sh("pg_lsclusters --no-header"));

        // wiki fails, orders is built
        ExecResult half =
                Pgprov.on(
                                lab.lab(),
                                inventory().var("pg1", "pg_settings", Map.of("huge_pages", "on")))
                        .expect(5, "apply", "--allow", "restart");
        assertTrue(half.stdout().contains("wiki"), half.stdout());
        assertStreaming(lab.host(2), "pg3");
        assertEquals("try", lab.host(1).psql("show huge_pages"));

        Pgprov both = Pgprov.on(lab.lab(), inventory());
        ExecResult again = both.expect(0, "apply");
        assertTrue(again.stdout().contains("no change"), again.stdout());
        both.expect(0, "drift");

        // on the command line, for one cluster of the two
        String wanted = "{\"pg_settings\": {\"work_mem\": \"13MB\"}}";
        both.expect(3, "drift", "-e", wanted);
        both.expect(0, "apply", "-e", wanted, "--limit", "pg2,pg3");
        assertEquals("13MB", lab.host(2).psql("show work_mem"));
        assertEquals("13MB", lab.host(3).psql("show work_mem"));
        assertTrue(!lab.host(1).psql("show work_mem").equals("13MB"));
        both.expect(3, "drift", "-e", wanted);
        both.expect(0, "apply", "-e", wanted);
        assertEquals("13MB", lab.host(1).psql("show work_mem"));
        both.expect(0, "drift", "-e", wanted);
    }
}

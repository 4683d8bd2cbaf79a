package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import io.pgprov.lab.SharedLab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Becoming root where sudo wants a password.
class BecomeIT {

    private static final String PASSWORD = "Grün $HOME 'x\" %s \\n!";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(1).operatorPassword(PASSWORD));

    private static LabHost host;

    @BeforeEach
    void nothingIsMade() {
        host = lab.host(1);
        host.sh("rm -f /srv/made /srv/wait /srv/begun");
    }

    private static LabInventory inventory() {
        return lab.lab()
                .inventory()
                .var("pg_cluster", "orders")
                .var("pg_version", 15)
                .var("ansible_user", "operator");
    }

    private static ExecResult apply(int exit, LabInventory inventory) {
        return Pgprov.on(lab.lab(), inventory)
                .expect(exit, "apply", "--playbook", SmallPlaybook.in(lab.lab()));
    }

    @Test
    void rightPassword() {
        ExecResult applied = apply(0, inventory().var("ansible_become_password", PASSWORD));
        assertEquals("made", host.read("/srv/made").strip());
        assertEquals("root", host.sh("stat -c %U /srv/made"));
        assertFalse((applied.stdout() + applied.stderr()).contains(PASSWORD), "kept to itself");
    }

    @Test
    void wrongPasswordIsTriedOnceAndSaidOnce() {
        long before = failures();
        ExecResult applied = apply(4, inventory().var("ansible_become_password", "not it"));
        String said = "sudo does not accept the password of operator";
        assertEquals(1, failures() - before, "tries that sudo counted");
        assertTrue(applied.stdout().contains(said), applied.stdout());
        assertFalse((applied.stdout() + applied.stderr()).contains("not it"), "kept to itself");
        assertFalse(host.exec("test", "-e", "/srv/made").succeeded());
    }

    @Test
    void noPasswordWhereSudoWantsOne() {
        ExecResult applied = apply(4, inventory());
        assertTrue(
                applied.stdout().contains("sudo wants a password of operator and none was given"),
                applied.stdout());
        assertTrue(applied.stdout().contains("set ansible_become_password"), applied.stdout());
        assertFalse(host.exec("test", "-e", "/srv/made").succeeded());
    }

    private static long failures() {
        return host.sh(
                        "journalctl -q --no-pager _COMM=sudo | grep -c 'authentication failure;' || :")
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
    }
}

package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.SharedLab;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Podman has no daemon: a unit of systemd starts each container with the host.
class PodmanIT extends ContainerHosts {

    private static final String UNIT = "pgprov-" + NAME + ".service";

    @RegisterExtension static final SharedLab podman = SharedLab.of(Lab.hosts(3).engines());

    PodmanIT() {
        super("podman", podman);
    }

    @Override
    String[] meddled(LabHost host) {
        host.sh("sed -i 's/-t 3600/-t 1/' /etc/systemd/system/" + UNIT);
        host.sh("systemctl daemon-reload");
        return new String[] {"pg2.*service postgresql"};
    }

    @Override
    void assertStartsWithHost(LabHost host) {
        assertEquals("enabled", host.sh("systemctl is-enabled " + UNIT));
        assertEquals(
                "1", host.sh("grep -c 'podman stop --ignore -t 3600' /etc/systemd/system/" + UNIT));
    }

    @Override
    String[] switchedOff(LabHost host) {
        host.sh("systemctl disable -q --now " + UNIT);
        return new String[] {"pg1.*service postgresql"};
    }
}

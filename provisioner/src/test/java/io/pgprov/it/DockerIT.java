package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.SharedLab;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Docker's daemon runs the containers and starts them with the host.
class DockerIT extends ContainerHosts {

    @RegisterExtension static final SharedLab docker = SharedLab.of(Lab.hosts(3).engines());

    DockerIT() {
        super("docker", docker);
    }

    @Override
    String[] meddled(LabHost host) {
        host.sh("docker update --restart=no --memory 1g --memory-swap 1g " + NAME);
        return new String[] {
            "pg2.*container " + NAME,
            "memory +1073741824 +-> 0",
            "restart policy +no +-> unless-stopped"
        };
    }

    @Override
    void assertStartsWithHost(LabHost host) {
        assertEquals("enabled", host.sh("systemctl is-enabled docker.service"));
        assertEquals(
                "unless-stopped",
                host.sh("docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' " + NAME));
    }

    @Override
    String[] switchedOff(LabHost host) {
        host.sh("systemctl disable -q --now docker.service docker.socket");
        return new String[] {
            "pg1.*container_engine docker: start with the host",
            "pg1.*container_engine docker",
            "pg1.*service postgresql"
        };
    }
}

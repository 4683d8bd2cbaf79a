package io.pgprov.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.SharedLab;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.HostSnapshot.Seen;
import io.pgprov.model.Origin;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Task;
import io.pgprov.resource.os.Package;
import io.pgprov.shell.Platform;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.Connections;
import io.pgprov.ssh.SshConnector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a look sees of a real server, from nothing to a running one and a crashed one.
class LookIT {

    private static final String DATA = "/var/lib/postgresql/15/main";
    private static final HostName HOST = new HostName("pg1");

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(1)).resetBeforeEach();

    @Test
    void followsAServerThroughItsLife() {
        Seen bare = look();
        assertEquals("debian", bare.facts().osId());
        assertTrue(bare.facts().systemd() && bare.facts().dataFreeBytes() > 0);
        assertEquals(
                new Server(new DataDirectory.Missing(), new Process.Down(), new BaseBackup.None()),
                bare.server());

        host().sh("pg_createcluster 15 main --start");
        Server running = look().server();
        Process.Up up = running.up().orElseThrow();
        assertEquals(1, up.timeline());
        assertTrue(!up.inRecovery() && up.databaseBytes() > 1_000_000);
        assertEquals(
                host().psql("select system_identifier from pg_control_system()").strip(),
                up.systemIdentifier());
        assertTrue(running.cluster().orElseThrow().configured());

        host().sh("kill -9 $(head -n 1 " + DATA + "/postmaster.pid); sleep 0.5");
        Server crashed = look().server();
        assertEquals(new Process.Down(), crashed.process());
        assertEquals("in production", crashed.cluster().orElseThrow().state());
    }

    @Test
    void seesWhatIsNotACluster() {
        host().sh("install -d -o postgres " + DATA + "/lost+found");
        assertEquals(new DataDirectory.Empty(false), look().server().data());
        host().sh("touch '" + DATA + "/a file'");
        assertEquals(new DataDirectory.Foreign(List.of("a file")), look().server().data());
        host().sh("echo 14 >" + DATA + "/PG_VERSION");
        assertInstanceOf(DataDirectory.Unreadable.class, look().server().data());
        host().sh("mkdir " + DATA + ".pgprov-new");
        assertEquals(new BaseBackup.Unproven(DATA + ".pgprov-new"), look().server().baseBackup());
    }

    @Test
    void whatIsHalfDoneWhileDpkgIsAtWorkIsNotInterrupted() {
        Package wanted = new Package(List.of("postgresql-99"), Optional.empty());
        host().sh("touch /var/lib/dpkg/updates/0001");
        assertTrue(reply(wanted).contains("halfway\tdpkg\tinterrupted"), reply(wanted));
        host().sh("cp /bin/sleep /root/dpkg; systemd-run --quiet --unit=lab-dpkg /root/dpkg 300");
        String busy = reply(wanted);
        assertTrue(busy.contains("package\tpostgresql-99\tabsent"), busy);
        assertFalse(busy.contains("halfway"), busy);
    }

    private static String reply(Package wanted) {
        return look(new Task(wanted, Origin.builtIn("test")))
                .reply(wanted.address())
                .orElseThrow()
                .out();
    }

    private static Seen look(Task... tasks) {
        ConnectionSettings settings =
                new ConnectionSettings(
                        HOST,
                        "127.0.0.1",
                        host().sshPort(),
                        "deploy",
                        Optional.empty(),
                        List.of(lab.lab().privateKey()),
                        List.of(lab.lab().knownHosts()),
                        HostKeys.STRICT,
                        true,
                        "root",
                        Optional.empty(),
                        Duration.ofSeconds(10));
        DesiredHost host =
                new DesiredHost(HOST, new Platform("15", "main", 5432, "", ""), List.of(tasks));
        try (SshConnector connector = new SshConnector(new ShellLibrary())) {
            Connections connections = new Connections(connector, Map.of(HOST, settings));
            HostSnapshot seen = new Look(connections::connection).at(List.of(host)).get(HOST);
            return assertInstanceOf(Seen.class, seen);
        }
    }

    private static LabHost host() {
        return lab.host(1);
    }
}

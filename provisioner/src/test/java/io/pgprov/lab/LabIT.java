package io.pgprov.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabIT {

    private static final String SUDO_PASSWORD = "open $esame \"it's\" ü";

    @RegisterExtension
    static final SharedLab lab = SharedLab.of(Lab.hosts(3).operatorPassword(SUDO_PASSWORD));

    @Test
    void everyHostRunsSystemdAndKnowsItsName() {
        for (LabHost host : lab.lab().hosts()) {
            assertTrue(host.isUnitActive("ssh"), host.name());
            assertEquals(host.name(), host.sh("hostname"));
            assertEquals("", host.sh("systemctl --failed --no-legend"));
        }
    }

    @Test
    void everyHostHasItsOwnHostKey() throws Exception {
        List<String> lines = Files.readAllLines(lab.lab().knownHosts());
        assertEquals(3, lines.stream().map(line -> line.split(" ")[2]).distinct().count());
    }

    @Test
    void theKeyOpensEveryAccountUnderStrictHostKeyChecking() {
        for (String user : List.of("deploy", "operator", "root")) {
            ExecResult login = lab.host(2).ssh(user, "id -un; hostname");
            assertEquals(user + "\npg2", login.orThrow("ssh " + user));
        }
    }

    @Test
    void aWrongHostKeyIsRefused() throws Exception {
        String known = Files.readString(lab.lab().knownHosts());
        try {
            String ports = known.replace(":" + lab.host(1).sshPort(), ":1");
            Files.writeString(
                    lab.lab().knownHosts(),
                    ports.replace(":" + lab.host(2).sshPort(), ":" + lab.host(1).sshPort()));
            assertEquals(255, lab.host(1).ssh("deploy", "true").exit());
        } finally {
            Files.writeString(lab.lab().knownHosts(), known);
        }
    }

    @Test
    void deployNeedsNoPasswordForSudoAndOperatorDoes() {
        assertEquals("0", lab.host(1).ssh("deploy", "sudo -n id -u").orThrow("sudo"));
        assertFalse(lab.host(1).ssh("operator", "sudo -n id -u").succeeded());
        assertFalse(lab.host(1).ssh("operator", "sudo -S -p '' id -u", "wrong\n").succeeded());
        assertEquals(
                "0",
                lab.host(1)
                        .ssh("operator", "sudo -S -p '' id -u", SUDO_PASSWORD + "\n")
                        .orThrow("sudo"));
    }

    @Test
    void hostsReachEachOtherByNameAndAddressOnTheDataNetworkOnly() {
        LabHost pg1 = lab.host(1);
        LabHost pg3 = lab.host(3);
        assertEquals(pg3.address(), pg1.sh("getent ahostsv4 pg3 | awk 'NR == 1 { print $1 }'"));
        assertEquals(
                "pg3", pg1.sh("getent hosts %s | awk '{ print $2 }'".formatted(pg3.address())));
        assertTrue(reaches(pg1, "pg3"));
        assertTrue(reaches(pg1, pg3.address()));
        String management =
                pg3.sh(
                        "ip -4 -o addr show scope global | grep -vF '%s/' | awk '{ sub(\"/.*\", \"\", $4); print $4 }'"
                                .formatted(pg3.address()));
        assertFalse(reaches(pg1, management), "reaches the management address " + management);
    }

    @Test
    void aCutHostIsSilentToItsPeersAndOpenToUs() {
        LabHost pg1 = lab.host(1);
        LabHost pg2 = lab.host(2);
        LabHost pg3 = lab.host(3);
        pg2.cut();
        assertFalse(reaches(pg1, "pg2"));
        assertFalse(reaches(pg2, "pg1"));
        assertTrue(reaches(pg2, pg2.address()), "itself");
        assertTrue(reaches(pg1, "pg3"));
        assertEquals("pg2", pg2.ssh("deploy", "hostname").orThrow("ssh"));
        pg2.heal();
        assertTrue(reaches(pg1, "pg2"));

        pg2.cutFrom(pg1);
        assertFalse(reaches(pg1, "pg2"));
        assertTrue(reaches(pg3, "pg2"));
        pg2.heal();
    }

    @Test
    void aOneWayCutStopsOneDirection() {
        LabHost pg1 = lab.host(1);
        LabHost pg2 = lab.host(2);
        String before = received(pg1);
        pg2.cutIncoming();
        assertFalse(reaches(pg2, "pg1"));
        assertFalse(before.equals(received(pg1)), "the echo requests arrive");
        pg2.heal();

        pg2.cutOutgoing();
        before = received(pg1);
        assertFalse(reaches(pg2, "pg1"));
        assertEquals(before, received(pg1));
        pg2.heal();
    }

    @Test
    void portAddressAndHostKeyOutliveAPowerCycle() {
        LabHost pg3 = lab.host(3);
        pg3.kill();
        assertFalse(pg3.isRunning());
        pg3.start();
        assertEquals("pg3", pg3.ssh("deploy", "hostname").orThrow("ssh after kill"));
        assertTrue(reaches(lab.host(1), pg3.address()));
        pg3.stop();
        pg3.start();
        assertEquals("pg3", pg3.ssh("deploy", "hostname").orThrow("ssh after stop"));
    }

    @Test
    void aPausedHostAnswersNothingUntilItGoesOn() {
        LabHost pg2 = lab.host(2);
        pg2.pause();
        assertFalse(reachesSsh(lab.host(1), "pg2"));
        pg2.unpause();
        assertTrue(reachesSsh(lab.host(1), "pg2"));
    }

    @Test
    void hostsReachThePackageMirrorsByName() {
        lab.host(1).sh("apt-get update -qq");
    }

    @Test
    void resetLeavesNoClusterNoFileAndNoCut() {
        LabHost pg1 = lab.host(1);
        assertFalse(pg1.exec("test", "-e", "/var/lib/postgresql/15").succeeded());
        pg1.sh("pg_createcluster 15 main --port 5433 --start >/dev/null");
        pg1.sh(
                "echo broken >>/etc/ssh/ssh_config; rm /etc/sudoers.d/deploy; echo x >/root/left; mkdir /srv/small");
        pg1.sh("mount -t tmpfs -o size=1m tmpfs /srv/small");
        assertEquals("5433", pg1.psql("show port"));
        pg1.cut();
        lab.host(2).kill();

        lab.lab().reset();

        assertEquals("", pg1.sh("pg_lsclusters --no-header; ps -o args= -u postgres || true"));
        assertEquals("", pg1.sh("ls -A /var/lib/postgresql /srv | grep -v : || true"));
        assertFalse(pg1.exec("test", "-e", "/root/left").succeeded());
        assertFalse(pg1.read("/etc/ssh/ssh_config").contains("broken"));
        assertEquals("0", pg1.ssh("deploy", "sudo -n id -u").orThrow("sudo"));
        assertTrue(reaches(lab.host(3), "pg1"));
        assertTrue(lab.host(2).isUnitActive("ssh"));
        assertEquals("", pg1.sh("systemctl --failed --no-legend"));
        pg1.sh("pg_createcluster 15 main --start >/dev/null");
        assertEquals("1", pg1.psql("select 1"));
        lab.lab().reset();
    }

    @Test
    void aBareHostInstallsPostgresqlFromItsOwnCacheAndCannotBeReset() {
        try (Lab bare = Lab.hosts(1).bare().start()) {
            LabHost host = bare.host(1);
            assertFalse(host.exec("test", "-e", "/usr/lib/postgresql").succeeded());
            host.sh("apt-get install -qq -y --no-download postgresql-15 >/dev/null 2>&1");
            assertTrue(host.psql("show server_version").startsWith("15."));
            var refusal = assertThrows(AssertionError.class, bare::reset);
            assertTrue(
                    refusal.getMessage().contains("packages were installed"), refusal.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"trixie, 17", "bullseye, 13"})
    void otherReleasesBootWithTheirPostgresqlAndNoCluster(String suite, String version) {
        try (Lab other = Lab.hosts(1).suite(suite).start()) {
            LabHost host = other.host(1);
            assertEquals(version, host.sh("ls /usr/lib/postgresql"));
            assertEquals("", host.sh("pg_lsclusters --no-header; systemctl --failed --no-legend"));
            assertEquals("0", host.ssh("deploy", "sudo -n id -u").orThrow("sudo"));
            other.reset();
        }
    }

    @Test
    void closeLeavesNothingBehind() {
        Lab gone = Lab.start(1);
        String name = gone.name();
        assertTrue(containersAndNetworks(name).contains(name));
        gone.close();
        assertEquals("", containersAndNetworks(name));
        assertFalse(Files.exists(gone.directory()));
    }

    @Test
    void theNextLabSweepsUpAfterAKilledRun() throws Exception {
        String name = killedRun();

        Lab.start(1).close();

        assertEquals("", containersAndNetworks(name));
        assertFalse(Files.exists(LabKey.directoryOf(name)));
    }

    @Test
    void twoRunsSweepUpAtOnce() throws Exception {
        String name = killedRun();

        Parallel.map(
                List.of(1, 2, 3, 4),
                sweeper -> {
                    Leftovers.sweep();
                    assertEquals("", containersAndNetworks(name));
                    return sweeper;
                });
    }

    /// The name of a lab whose process is gone, and whose containers and networks are not.
    private static String killedRun() throws Exception {
        Process run =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AbandonedRun.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String name = run.inputReader().readLine();
        assertTrue(containersAndNetworks(name).contains(name));
        run.destroyForcibly().waitFor();
        assertTrue(containersAndNetworks(name).contains(name), "SIGKILL leaves them");
        return name;
    }

    /// Starts a lab, tells its name and waits to be killed.
    static final class AbandonedRun {
        public static void main(String[] arguments) throws Exception {
            Lab started = Lab.start(1);
            System.out.println(started.name());
            System.in.read();
            started.close();
        }
    }

    private static String containersAndNetworks(String name) {
        String containers =
                LocalCommand.run("docker", "ps", "-aq", "--filter", "name=" + name)
                        .orThrow("docker ps");
        String networks =
                LocalCommand.run(
                                "docker",
                                "network",
                                "ls",
                                "--filter",
                                "name=" + name,
                                "--format",
                                "{{.Name}}")
                        .orThrow("docker network ls");
        return containers + networks;
    }

    private static boolean reaches(LabHost from, String to) {
        return from.exec("ping", "-q", "-c", "1", "-W", "1", to).succeeded();
    }

    private static boolean reachesSsh(LabHost from, String to) {
        return from.exec("timeout", "2", "bash", "-c", "read -r -n 4 x </dev/tcp/" + to + "/22")
                .succeeded();
    }

    /// How many echo requests the host's kernel has seen.
    private static String received(LabHost host) {
        return host.sh("awk '/^Icmp:/ && NR > 1 && $2 ~ /^[0-9]/ { print $10 }' /proc/net/snmp");
    }
}

package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReadingTest {

    @TempDir Path folder;

    private ConnectionSettings connection(String variables, ReadOptions options) {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: {pg_cluster: c, " + variables + "}}}\n");
        return InventoryReader.read(file, options).connection(new HostName("h"));
    }

    @Test
    void defaultsAreThoseOfSsh() throws Exception {
        Path home = folder.resolve("home");
        Inventories.write(home, ".ssh/id_rsa", "key", ".ssh/id_ed25519", "key");
        ReadOptions options =
                Inventories.options()
                        .with(new ReadOptions.Surroundings(home, "me", _ -> Optional.empty()));
        ConnectionSettings connection = connection("", options);
        assertEquals("h", connection.address());
        assertEquals(22, connection.port());
        assertEquals("me", connection.user());
        assertTrue(connection.become());
        assertEquals("root", connection.becomeUser());
        assertEquals(
                List.of(home.resolve(".ssh/id_ed25519"), home.resolve(".ssh/id_rsa")),
                connection.privateKeys());
        assertEquals(
                List.of(home.resolve(".ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts")),
                connection.knownHosts());
        assertEquals(HostKeys.STRICT, connection.hostKeys());
        assertEquals(Optional.empty(), connection.password());
        assertEquals(Duration.ofSeconds(10), connection.connectTimeout());
    }

    @Test
    void variablesOfAnsibleAreUnderstood() {
        ConnectionSettings connection =
                connection(
                        "ansible_host: 192.0.2.7, ansible_port: '2222', ansible_user: root, ansible_password: \"p'w\","
                                + " ansible_ssh_private_key_file: ~/k, ansible_become_password: s,"
                                + " ansible_ssh_common_args: \"-o UserKnownHostsFile=/a -oStrictHostKeyChecking=accept-new\"",
                        Inventories.options());
        assertEquals("192.0.2.7", connection.address());
        assertEquals(2222, connection.port());
        assertFalse(connection.become(), "root needs no sudo");
        assertEquals(Optional.of(new Secret("p'w")), connection.password());
        assertEquals(Optional.of(new Secret("s")), connection.becomePassword());
        assertEquals(List.of(Path.of("/home/tester/k")), connection.privateKeys());
        assertEquals(
                List.of(Path.of("/a"), Path.of("/etc/ssh/ssh_known_hosts")),
                connection.knownHosts(),
                "the system's file may revoke keys");
        assertEquals(HostKeys.ACCEPT_NEW, connection.hostKeys());
    }

    /// What an account without rights sees of a server looks like a server without data.
    @Test
    void anAccountThatIsNotRootNeedsSudo() {
        ProblemException e =
                assertThrows(
                        ProblemException.class,
                        () -> connection("ansible_become: no", Inventories.options()));
        assertEquals(
                "ansible_become is false, and tester is not root", e.problems().getFirst().what());
    }

    @Test
    void sudoCanBeDeclined() {
        assertFalse(
                connection("ansible_become: false, ansible_user: root", Inventories.options())
                        .become());
        assertTrue(
                connection("ansible_become: yes, ansible_user: root", Inventories.options())
                        .become());
    }

    @Test
    void commandLineWins() {
        ReadOptions.Connection given =
                new ReadOptions.Connection(
                        Optional.of("root"),
                        Optional.of(Path.of("/key")),
                        Optional.of(Path.of("/known")),
                        Optional.of(HostKeys.ACCEPT_NEW),
                        Optional.of(Duration.ofSeconds(3)));
        ConnectionSettings connection =
                connection(
                        "ansible_user: deploy, ansible_ssh_private_key_file: /other",
                        Inventories.options().with(given));
        assertEquals("root", connection.user());
        assertFalse(connection.become());
        assertEquals(List.of(Path.of("/key")), connection.privateKeys());
        assertEquals(List.of(Path.of("/known")), connection.knownHosts());
        assertEquals(HostKeys.ACCEPT_NEW, connection.hostKeys());
        assertEquals(Duration.ofSeconds(3), connection.connectTimeout());
    }

    private ReadOptions withConfig(String config) {
        Path home = folder.resolve("with");
        Inventories.write(home, ".ssh/config", config);
        home.resolve(".ssh/config").toFile().setWritable(false, false);
        return Inventories.options()
                .with(new ReadOptions.Surroundings(home, "me", _ -> Optional.empty()));
    }

    @Test
    void theSshConfigurationGivesWhatTheInventoryDoesNot() {
        ReadOptions options =
                withConfig(
                        """
                        Host db1
                          HostName db1.example.org
                          Port 2222
                          User postgres
                          IdentityFile ~/.ssh/cluster
                          UserKnownHostsFile /kh
                          StrictHostKeyChecking accept-new
                          ConnectTimeout 3
                          ProxyJump jane@bastion:2022
                        Host bastion
                          HostName 192.0.2.1
                          IdentityFile /bastion
                        """);
        ConnectionSettings connection = connection("ansible_host: db1", options);
        assertEquals("db1.example.org", connection.address());
        assertEquals(2222, connection.port());
        assertEquals("postgres", connection.user());
        assertTrue(connection.become());
        assertEquals(List.of(folder.resolve("with/.ssh/cluster")), connection.privateKeys());
        assertEquals(Path.of("/kh"), connection.knownHosts().getFirst());
        assertEquals(HostKeys.ACCEPT_NEW, connection.hostKeys());
        assertEquals(Duration.ofSeconds(3), connection.connectTimeout());
        ConnectionSettings jump = connection.jump().orElseThrow();
        assertEquals("192.0.2.1", jump.address());
        assertEquals(2022, jump.port());
        assertEquals("jane", jump.user());
        assertEquals(List.of(Path.of("/bastion")), jump.privateKeys());
        assertEquals(HostKeys.STRICT, jump.hostKeys());
    }

    @Test
    void inventoryVariablesWinOverTheSshConfiguration() {
        ReadOptions options =
                withConfig(
                        "Host h\n  Port 2222\n  User postgres\n  IdentityFile /config\n  ProxyJump never\n");
        ConnectionSettings connection =
                connection(
                        "ansible_port: 22, ansible_user: 'a \"b', ansible_ssh_private_key_file: /k,"
                                + " ansible_ssh_common_args: '-o ProxyJump=one,two -o ServerAliveInterval=7'",
                        options);
        assertEquals(22, connection.port());
        assertEquals("a \"b", connection.user());
        assertEquals(List.of(Path.of("/k"), Path.of("/config")), connection.privateKeys());
        assertEquals("two", connection.jump().orElseThrow().address());
        assertEquals("one", connection.jump().orElseThrow().jump().orElseThrow().address());
        assertEquals(Optional.of(Duration.ofSeconds(7)), connection.ssh().aliveInterval());
    }

    @Test
    void mistakesInTheSshConfigurationAreNamedWithTheirPlace() {
        ReadOptions options = withConfig("Host *\n  Prot 2222\n");
        Problem problem =
                assertThrows(ProblemException.class, () -> connection("", options))
                        .problems()
                        .getFirst();
        assertTrue(problem.where().contains(".ssh/config:2"), problem.text());
        assertTrue(problem.what().contains("Prot"), problem.text());
    }

    private Inventory read(String variables, ReadOptions options) {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: {pg_cluster: c, " + variables + "}}}\n");
        return InventoryReader.read(file, options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ansible_ssh_common_args: '-o StrictHostKeyChecking=no'",
                "ansible_ssh_common_args: '-oStrictHostKeyChecking=off'",
                "ansible_ssh_extra_args: '-o \"StrictHostKeyChecking no\"'",
                "ansible_ssh_args: '-C -o ControlMaster=auto -o stricthostkeychecking=NO'",
                "ansible_host_key_checking: false",
                "ansible_ssh_host_key_checking: no",
            })
    void whoeverWantsNoHostKeysCheckedGetsThemCheckedAndIsTold(String variables) {
        Inventory inventory = read(variables, Inventories.options());
        assertEquals(HostKeys.STRICT, inventory.connection(new HostName("h")).hostKeys());
        assertEquals(1, inventory.warnings().size(), inventory.warnings().toString());
        Problem warning = inventory.warnings().getFirst();
        assertTrue(warning.what().contains("host keys are checked all the same"), warning.text());
        assertTrue(warning.where().endsWith("i.yml:1, host h"), warning.text());
        assertTrue(warning.hint().contains("--accept-new"), warning.text());
    }

    @Test
    void noInTheSshConfigurationAcceptsNoUnknownKey() {
        for (String word : List.of("no", "off", "ask", "yes")) {
            ReadOptions options = withConfig("StrictHostKeyChecking " + word + "\n");
            assertEquals(HostKeys.STRICT, connection("", options).hostKeys(), word);
            folder.resolve("with/.ssh/config").toFile().setWritable(true, true);
        }
    }

    /// As with ssh, which does not hand its own options on.
    @Test
    void argumentsOfTheInventoryOpenNoHostOnTheWay() {
        ReadOptions options = withConfig("Host h\n  ProxyJump bastion\n");
        ConnectionSettings connection =
                connection(
                        "ansible_ssh_common_args: '-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=/a'",
                        options);
        assertEquals(HostKeys.ACCEPT_NEW, connection.hostKeys());
        ConnectionSettings jump = connection.jump().orElseThrow();
        assertEquals(HostKeys.STRICT, jump.hostKeys());
        assertFalse(jump.knownHosts().contains(Path.of("/a")), jump.knownHosts().toString());
    }

    @Test
    void argumentsOfSeveralVariablesAddUpInTheOrderOfAnsible() {
        ConnectionSettings connection =
                connection(
                        "ansible_ssh_args: '-4 -o ServerAliveInterval=7', ansible_ssh_common_args: '-o"
                                + " ServerAliveInterval=8 -p 2201', ansible_ssh_extra_args: '-p 2202 -CqTvvv -lbob'",
                        Inventories.options());
        assertEquals(Optional.of(Duration.ofSeconds(7)), connection.ssh().aliveInterval());
        assertEquals(2201, connection.port());
        assertEquals("bob", connection.user());
        assertTrue(connection.ssh().is("addressfamily", "inet"));
    }

    @Test
    void otherArgumentsAreMistakes() {
        for (String argument : List.of("-L 1:h:2", "-D 1", "host", "-o", "-tt")) {
            Problem problem =
                    assertThrows(
                                    ProblemException.class,
                                    () ->
                                            connection(
                                                    "ansible_ssh_extra_args: '" + argument + "'",
                                                    Inventories.options()))
                            .problems()
                            .getFirst();
            assertTrue(problem.what().startsWith("ansible_ssh_extra_args: "), problem.text());
            assertTrue(problem.hint().contains("understood are"), problem.text());
        }
    }
}

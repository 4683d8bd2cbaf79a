package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.SharedLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every command of the README, as it stands there: those on an inventory of one's own on lab hosts, with the README's own
/// inventory and beside it only what a lab needs to be reached.
class ReadmeIT {

    @RegisterExtension static final SharedLab lab = SharedLab.of(Lab.hosts(3));

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    /// Commands that are run in the checkout.
    private static final List<String> OF_THE_CHECKOUT =
            List.of("bin/demo", "bin/demo down", "bin/test", "bin/setup --for-use");

    /// Commands on an inventory, in the order of the README, with the exit status that a reader gets.
    private static final Map<String, Integer> ON_AN_INVENTORY =
            Map.of(
                    "export PGPROV_REPLICATION_PASSWORD=\"$(head -c 24 /dev/urandom | base64)\"",
                    0,
                    "bin/pgprov validate inventory.yml",
                    0,
                    "bin/pgprov plan inventory.yml",
                    3,
                    "bin/pgprov apply inventory.yml",
                    0,
                    "bin/pgprov status inventory.yml",
                    0,
                    "bin/pgprov drift inventory.yml",
                    0,
                    "bin/pgprov explain inventory.yml pg1:shared_buffers",
                    0);

    private static List<String> blocks(String language) throws IOException {
        String readme = Files.readString(TOP.resolve("README.md"));
        Matcher fence =
                Pattern.compile("(?ms)^( *)```" + language + "\\n(.*?)^ *```$").matcher(readme);
        List<String> blocks = new ArrayList<>();
        while (fence.find()) {
            blocks.add(fence.group(2).replaceAll("(?m)^" + fence.group(1), ""));
        }
        assertFalse(blocks.isEmpty(), "the README has no block of " + language);
        return blocks;
    }

    private static List<String> commands() throws IOException {
        return blocks("sh").stream().flatMap(String::lines).filter(c -> !c.isBlank()).toList();
    }

    @Test
    void everyCommandIsKnownHere() throws IOException {
        for (String command : commands()) {
            assertTrue(
                    OF_THE_CHECKOUT.contains(command) || ON_AN_INVENTORY.containsKey(command),
                    "the README has a command that no test runs: " + command);
        }
    }

    @Test
    void aClusterOfYourOwn() throws IOException {
        Path folder = Files.createDirectories(lab.lab().directory().resolve("readme"));
        layOut(folder);
        List<String> commands = commands().stream().filter(ON_AN_INVENTORY::containsKey).toList();
        assertEquals(ON_AN_INVENTORY.size(), commands.size(), "each once: " + commands);
        StringBuilder script = new StringBuilder("cd '" + folder + "'\n");
        for (int i = 0; i < commands.size(); i++) {
            script.append("{ %s\n} >out.%d 2>&1 </dev/null\n".formatted(commands.get(i), i));
            script.append("echo $? >exit.").append(i).append('\n');
        }
        ExecResult ran = LocalCommand.run(script.toString(), List.of("bash"));
        assertEquals(0, ran.exit(), ran.stderr());
        for (int i = 0; i < commands.size(); i++) {
            String output = Files.readString(folder.resolve("out." + i));
            assertEquals(
                    ON_AN_INVENTORY.get(commands.get(i)).toString(),
                    Files.readString(folder.resolve("exit." + i)).strip(),
                    commands.get(i) + "\n" + output);
        }
        assertEquals(
                "pg2,pg3",
                lab.host(1)
                        .psql(
                                "select string_agg(application_name, ',' order by application_name)"
                                        + " from pg_stat_replication where state = 'streaming'")
                        .strip());
    }

    /// The README's inventory, `bin/pgprov` of this checkout, and how to reach the lab.
    private static void layOut(Path folder) throws IOException {
        Files.writeString(folder.resolve("inventory.yml"), blocks("yaml").getFirst());
        Path launcher = folder.resolve("bin/pgprov");
        Files.createDirectories(launcher.getParent());
        Files.deleteIfExists(launcher);
        Files.createSymbolicLink(launcher, TOP.resolve("bin/pgprov"));
        Path hostVars = Files.createDirectories(folder.resolve("host_vars"));
        for (LabHost host : lab.lab().hosts()) {
            Files.writeString(
                    hostVars.resolve(host.name() + ".yml"),
                    """
                    ansible_host: 127.0.0.1
                    ansible_port: %d
                    ansible_ssh_private_key_file: "%s"
                    ansible_ssh_common_args: "-o UserKnownHostsFile=%s"
                    pg_address: %s
                    """
                            .formatted(
                                    host.sshPort(),
                                    lab.lab().privateKey(),
                                    lab.lab().knownHosts(),
                                    host.address()));
        }
    }

    /// A command of the checkout and what it prints, as the README shows them.
    @Test
    void theExampleOfAnsiblesUsers() throws IOException {
        Matcher shown =
                Pattern.compile("(?ms)^```\\n\\$ (bin/pgprov validate [^\\n]*)\\n(.*?)^```$")
                        .matcher(Files.readString(TOP.resolve("README.md")));
        assertTrue(shown.find(), "the README shows no validate of an example");
        ExecResult ran = LocalCommand.run("cd '" + TOP + "'\n" + shown.group(1), List.of("bash"));
        assertEquals(0, ran.exit(), ran.stderr());
        assertEquals(shown.group(2), ran.stdout());
    }

    @Test
    void theCommandsOfTheCheckout() throws IOException {
        assertTrue(commands().containsAll(OF_THE_CHECKOUT));
        assertEquals(0, inCheckout("bin/setup --for-use").exit());
        // this test is a part of bin/test
        assertEquals(0, inCheckout("bin/test --help").exit());
    }

    @Test
    void theDemo() {
        assumeTrue(
                LocalCommand.run("docker", "ps", "-aq", "--filter", "label=pgprov.lab=demo")
                        .orThrow("docker ps")
                        .isBlank(),
                "SKIPPED: a demo runs already, and this test would end it");
        try {
            ExecResult demo = inCheckout("bin/demo");
            assertEquals(0, demo.exit(), demo.stdout() + demo.stderr());
            assertTrue(demo.stdout().contains("A row written on pg1 was read on pg2 and pg3."));
        } finally {
            assertEquals(0, inCheckout("bin/demo down").exit());
        }
    }

    private static ExecResult inCheckout(String command) {
        return LocalCommand.run("cd '" + TOP + "' && " + command + "\n", List.of("bash"));
    }
}

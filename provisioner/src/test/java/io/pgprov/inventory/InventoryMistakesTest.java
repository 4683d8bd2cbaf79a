package io.pgprov.inventory;

import static io.pgprov.inventory.Inventories.names;
import static io.pgprov.inventory.Inventories.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong or odd in an inventory that can be read, and what is said of it.
class InventoryMistakesTest {

    @TempDir Path folder;

    @Test
    void circleOverTwoHostsIsFound() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        "all:\n  hosts:\n    a: {v: \"{{ hostvars['b'].v }}\"}\n    b: {v: \"{{ hostvars['a'].v }}\"}\n");
        HostVariables variables = Inventories.read(file).variables(new HostName("a"));
        Problem problem =
                assertThrows(ProblemException.class, () -> variables.value("v"))
                        .problems()
                        .getFirst();
        assertTrue(problem.what().contains("v -> b.v -> v"), problem.what());
    }

    @Test
    void duplicateKeysAndForgottenFilesAreWarnings() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        "all:\n  hosts:\n    h:\n      a: 1\n      a: 2\n",
                        "group_vars/gone.yml",
                        "x: 1\n",
                        "host_vars/h.yml",
                        "x: 1\n",
                        "host_vars/h.yaml",
                        "x: 2\n");
        Inventory inventory = Inventories.read(file);
        assertEquals(2L, value(inventory, "h", "a"));
        assertEquals(
                List.of(
                        folder.resolve("group_vars/gone.yml").toString(),
                        folder.resolve("host_vars/h.yaml").toString(),
                        file + ":5"),
                inventory.warnings().stream().map(Problem::where).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "1", "{\"a\": ["})
    void jsonBeyondAllMeasureIsRefusedAtItsLine(String part) {
        String text = "{\"all\":\n{\"vars\": {\"x\": %s";
        Path file = Inventories.write(folder, "i.yml", text.formatted(part.repeat(2000)));
        List<Problem> problems = Inventories.problems(file);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().where().startsWith(file + ":"), problems.toString());
    }

    @Test
    void aMisspelledConnectionVariableIsNamed() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars:
                            ansible_scp_extra_args: -C
                            ansible_su_pass: x
                            ansible_hostname: h
                          hosts: {h: {pg_cluster: c, ansible_hots: 192.0.2.1, ansible_pasword: x}}
                        """);
        assertEquals(
                List.of(
                        "unknown variable ansible_hots, did you mean ansible_host?",
                        "unknown variable ansible_pasword, did you mean ansible_password?"),
                Inventories.problems(file).stream().map(Problem::what).toList());
    }

    @Test
    void hostsWhoseClusterIsWrongAreNotComparedAsOne() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          hosts:
                            a: {pg_cluster: "{{ nowhere }}"}
                            b: {pg_cluster: "{{ pg_cluster }}"}
                        """);
        assertEquals(
                List.of(
                        "template: undefined: nowhere",
                        "variable pg_cluster refers to itself: pg_cluster -> pg_cluster"),
                Inventories.problems(file).stream().map(Problem::what).toList());
    }

    @Test
    void aMistakeInTheSshConfigurationIsPlacedThereAndLeadsToNoOther() {
        Path config = folder.resolve("config");
        Map<String, Integer> mistakes =
                Map.of(
                        "Port 22\nCanonicalizeHostname yes\n", 2,
                        "Host *\nPortt 22\n", 2,
                        "# jumps\nHost *\nProxyJump bastion\n", 3,
                        "Match exec true\nPort 23\n", 1);
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars:
                            pg_cluster: c
                            ha_mode: native
                            replication_password: s
                            ansible_ssh_args: -F %s
                          hosts:
                            pg1: {replication_role: primary}
                            pg2: {replication_role: replica, pg_address: pg1}
                            pg3: {replication_role: replica}
                        """
                                .formatted(config));
        mistakes.forEach((text, line) -> {
            Inventories.write(folder, "config", text);
            assertEquals(
                    List.of(config + ":" + line + ", hosts pg1, pg2, pg3"),
                    Inventories.problems(file).stream().map(Problem::where).distinct().toList(),
                    text);
        });
    }

    @Test
    void hostsWhoseAddressCannotBeReadAreNotComparedAsOne() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars: {ansible_host: 192.0.2.1, ansible_port: x}
                          hosts:
                            a: {pg_cluster: a}
                            b: {pg_cluster: b}
                        """);
        assertEquals(
                List.of("Invalid ansible_port: x (must be a whole number from 1 to 65535)"),
                Inventories.problems(file).stream().map(Problem::what).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ansible_connection: local",
                "ansible_connection: winrm",
                "ansible_become_method: enable",
                "ansible_become_password: \"{{ nowhere }}\"",
                "ansible_host: \"{{ nowhere }}\"",
                "ansible_port: x",
                "ansible_hots: x",
                "ansible_ssh_common_args: -o Portt=22"
            })
    void howAHostOutsideOfAllClustersIsReachedIsNotJudged(String variable) {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        "all:\n  hosts:\n    pg1: {pg_cluster: c}\n    other: {%s}\n"
                                .formatted(variable));
        Inventory inventory = Inventories.read(file);
        assertEquals(List.of("pg1", "other"), names(inventory.hosts()));
        assertEquals(List.of(), inventory.warnings());
    }

    @Test
    void replicationForAllWarnsOfHostsWithoutAClusterOnce() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars: {ansible_user: x}
                          hosts: {"mon[1:12]": }
                          children:
                            db:
                              hosts: {pg1: {pg_cluster: c, replication_role: primary}}
                        """,
                        "group_vars/all.yml",
                        """
                        ha_mode: native
                        replication_password: s
                        replication_user: "{{ user_of_db }}"
                        """,
                        "group_vars/db.yml",
                        "user_of_db: r\nreplication_password: s\n");
        Inventory inventory = Inventories.read(file);
        assertEquals(
                List.of(
                        "12 hosts have HA_MODE, REPLICATION_USER, REPLICATION_PASSWORD but no"
                                + " pg_cluster"),
                inventory.warnings().stream().map(Problem::what).toList());
        assertEquals(
                folder.resolve("group_vars/all.yml") + ":1, hosts mon1, mon2, mon3 and 9 more",
                inventory.warnings().getFirst().where());
    }

    @Test
    void replicationWithoutAnyClusterIsAMistakeWhereverItStands() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        "all:\n  vars:\n    ha_mode: native\n  hosts: {pg1: , pg2: }\n");
        assertEquals(
                List.of(file + ":3, hosts pg1, pg2"),
                Inventories.problems(file).stream().map(Problem::where).toList());
        Path own =
                Inventories.write(
                        folder,
                        "own.yml",
                        """
                        all:
                          vars: {ha_mode: native}
                          hosts: {pg1: {pg_cluster: c, ha_mode: ''}}
                          children:
                            db:
                              hosts: {pg2: , pg3: }
                              vars:
                                replication_role: replica
                        """);
        assertEquals(
                List.of("hosts pg2 and pg3 have REPLICATION_ROLE but no pg_cluster"),
                Inventories.problems(own).stream().map(Problem::what).toList());
    }

    @Test
    void misspelledVariableCanBeAllowed() {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: {pg_prot: 1, HA_MODE: native}}}\n");
        assertEquals(
                List.of(
                        "unknown variable HA_MODE, did you mean ha_mode?",
                        "unknown variable pg_prot, did you mean pg_port?"),
                Inventories.problems(file).stream().map(Problem::what).sorted().toList());
        ReadOptions allow = Inventories.options().with(ReadOptions.UnknownVariables.WARN);
        assertEquals(2, InventoryReader.read(file, allow).warnings().size());
    }

    @Test
    void versionsOutsideTheirLifeAreWarnings() {
        for (int version : List.of(13, 14, 15, 18, 19)) {
            Path file =
                    Inventories.write(
                            folder,
                            "i.yml",
                            "all: {hosts: {h: {pg_cluster: c, pg_version: " + version + "}}}\n");
            Inventory inventory = Inventories.read(file);
            int expected = version < 15 || version > 18 ? 1 : 0;
            assertEquals(expected, inventory.warnings().size(), "version " + version);
            assertEquals(
                    String.valueOf(version),
                    inventory.clusters().getFirst().hosts().get(new HostName("h")).version());
        }
    }
}

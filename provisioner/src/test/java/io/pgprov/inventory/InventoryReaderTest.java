package io.pgprov.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryReaderTest {

    private static final String NESTED =
            """
            db:
              children:
                west:
                east:
              vars: {level: group, of_group: db}
            west:
              hosts:
                db[01:03].west:
              vars: {level: child, side: west}
            east:
              hosts:
                db[a:e:2].east: {level: host}
              vars: {level: child, side: east, ansible_group_priority: 10}
            both:
              hosts:
                db01.west:
                dba.east:
              vars: {side: both}
            zulu:
              hosts: {db01.west: }
              vars: {side: zulu}
            all:
              hosts:
                lonely:2222: {pg_cluster: c}
              vars: {level: all}
            """;

    @TempDir Path folder;

    private static List<String> names(List<HostName> hosts) {
        return hosts.stream().map(HostName::name).toList();
    }

    private static Object value(Inventory inventory, String host, String name) {
        return inventory.variables(new HostName(host)).value(name).orElse("(none)");
    }

    @Test
    void groupsAndRangesAreAnsibles() {
        Inventory inventory = Inventories.read(Inventories.write(folder, "i.yml", NESTED));
        List<String> all =
                List.of(
                        "db01.west",
                        "db02.west",
                        "db03.west",
                        "dba.east",
                        "dbc.east",
                        "dbe.east",
                        "lonely");
        assertEquals(all, names(inventory.hosts()));
        assertEquals(all.subList(0, 6), names(inventory.groups().get("db")));
        assertEquals(List.of("lonely"), names(inventory.groups().get("ungrouped")));
        // the order of `ansible all --list-hosts`: level by level
        assertEquals(
                List.of(
                        "lonely",
                        "db01.west",
                        "dba.east",
                        "db02.west",
                        "db03.west",
                        "dbc.east",
                        "dbe.east"),
                names(inventory.groups().get("all")));
        assertEquals(2222, inventory.connection(new HostName("lonely")).port());
        assertEquals(
                List.of("both", "db", "west", "zulu"),
                value(inventory, "db01.west", "group_names"));
    }

    @Test
    void variablesOfGroupsWinByDepthPriorityAndName() {
        Inventory inventory = Inventories.read(Inventories.write(folder, "i.yml", NESTED));
        assertEquals("all", value(inventory, "lonely", "level"));
        assertEquals("child", value(inventory, "db02.west", "level"));
        assertEquals("host", value(inventory, "dba.east", "level"));
        assertEquals("db", value(inventory, "dba.east", "of_group"));
        assertEquals("west", value(inventory, "db01.west", "side"), "deeper wins over later name");
        assertEquals("east", value(inventory, "dba.east", "side"));
    }

    @Test
    void siblingsWinByPriorityAndThenByName() {
        String text =
                "b: {hosts: {h: }, vars: {x: b, y: b}}\na: {hosts: {h: }, vars: {x: a, y: a%s}}\n";
        Path plain = Inventories.write(folder, "i.yml", text.formatted(""));
        assertEquals("b", value(Inventories.read(plain), "h", "x"));
        Path first =
                Inventories.write(folder, "i.yml", text.formatted(", ansible_group_priority: 2"));
        assertEquals("a", value(Inventories.read(first), "h", "x"));
    }

    @Test
    void filesWinInAnsiblesOrder() {
        String[] files = {
            "i.yml", "all: {vars: {v: 1}, children: {g: {vars: {v: 2}, hosts: {h: {v: 5}}}}}\n",
            "group_vars/all.yml", "v: 3\n",
            "group_vars/g/b.yaml", "v: 4b\n",
            "group_vars/g/a", "v: 4a\n",
            "group_vars/g/.hidden", "v: no\n",
            "group_vars/g/b.yaml~", "v: no\n",
            "host_vars/h.yml", "v: 6\n"
        };
        for (int level = files.length / 2; level >= 1; level--) {
            Path below = folder.resolve("level" + level);
            String[] some = java.util.Arrays.copyOf(files, level * 2);
            String expected =
                    switch (level) {
                        case 7 -> "6";
                        default -> "5";
                    };
            assertEquals(
                    expected,
                    value(Inventories.read(Inventories.write(below, some)), "h", "v").toString());
        }
        files[1] = files[1].replace("{v: 5}", "");
        Map<Integer, String> expected =
                Map.of(1, "2", 2, "3", 3, "4b", 4, "4b", 5, "4b", 6, "4b", 7, "6");
        expected.forEach((level, value) -> {
            Path file =
                    Inventories.write(
                            folder.resolve("x" + level), java.util.Arrays.copyOf(files, level * 2));
            assertEquals(
                    value, value(Inventories.read(file), "h", "v").toString(), "files: " + level);
        });
        Path all = folder.resolve("x7/i.yml");
        ReadOptions extra =
                Inventories.options().withExtraVariables(List.of("v=7 w='a b'", "{x: [1], v: 8}"));
        Inventory inventory = InventoryReader.read(all, extra);
        assertEquals(8L, value(inventory, "h", "v"));
        assertEquals("a b", value(inventory, "h", "w"));
        assertEquals(List.of(1L), value(inventory, "h", "x"));
    }

    @Test
    void whatIsNoExtraVariableIsNamed() {
        Path file = Inventories.write(folder, "i.yml", "all: {hosts: {h: }}\n");
        for (var given :
                Map.of(
                                "foo",
                                "foo",
                                "=s3cret",
                                "nothing stands before its =",
                                "pw=my s3cret",
                                "a blank in the value of pw; quote that value")
                        .entrySet()) {
            ReadOptions extra = Inventories.options().withExtraVariables(List.of(given.getKey()));
            assertEquals(
                    List.of(
                            new Problem(
                                    "not a variable: " + given.getValue(),
                                    "-e",
                                    "write name=value, a map in braces, or @file")),
                    Inventories.problems(file, extra));
        }
    }

    @Test
    void extraVariablesComeFromAFile() {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: }}\n", "extra.yml", "\nv: 9\n");
        Inventory inventory =
                InventoryReader.read(
                        file,
                        Inventories.options()
                                .withExtraVariables(List.of("@" + folder.resolve("extra.yml"))));
        assertEquals(9L, value(inventory, "h", "v"));
        assertEquals(
                Optional.of(new Origin(folder.resolve("extra.yml").toString(), 2)),
                inventory.variables(new HostName("h")).origin("v"));
        List<Problem> problems =
                Inventories.problems(
                        file,
                        Inventories.options()
                                .withExtraVariables(
                                        List.of("nonsense", "a='x", "@missing.yml", "[1]")));
        assertEquals(4, problems.size(), problems.toString());
    }

    @Test
    void magicVariablesAndLazyTemplates() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars:
                            short: "{{ inventory_hostname_short }}"
                            base: {work_mem: 4MB}
                            copy: "{{ base }}"
                            port: "{{ 5432 + 1 }}"
                            other: "{{ hostvars['b.x'].own }}/{{ hostvars[groups['all'][0]]['own'] }}"
                            broken: "{{ nope }}"
                            raw: !unsafe "{{ nope }}"
                            text: "{{ short }}:{{ port }}"
                          hosts:
                            a.x: {own: "{{ short }}1"}
                            b.x: {own: "{{ short }}2"}
                        """);
        Inventory inventory = Inventories.read(file);
        assertEquals("a", value(inventory, "a.x", "short"));
        assertEquals(Map.of("work_mem", "4MB"), value(inventory, "a.x", "copy"));
        assertEquals(5433L, value(inventory, "a.x", "port"));
        assertEquals("b2/a1", value(inventory, "a.x", "other"));
        assertEquals("{{ nope }}", value(inventory, "a.x", "raw"));
        assertEquals("b:5433", value(inventory, "b.x", "text"));
        HostVariables variables = inventory.variables(new HostName("a.x"));
        Problem problem =
                assertThrows(ProblemException.class, () -> variables.value("broken"))
                        .problems()
                        .getFirst();
        assertEquals(file + ":8", problem.where());
    }

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
    void playVariablesWinOverTheInventoryButNotOverExtraOnes() {
        Path file =
                Inventories.write(
                        folder, "i.yml", "all: {hosts: {h: {a: 1, b: 1, c: '{{ a }}'}}}\n");
        Inventory inventory =
                InventoryReader.read(
                        file, Inventories.options().withExtraVariables(List.of("b=2")));
        Yaml.Mapping vars = (Yaml.Mapping) YamlDocument.parse("{a: 3, b: 3}", "play.yml").root();
        HostVariables variables = inventory.variables(new HostName("h")).with(vars);
        assertEquals(Optional.of(3L), variables.value("a"));
        assertEquals(Optional.of("2"), variables.value("b"));
        assertEquals(Optional.of(3L), variables.value("c"));
        assertEquals(Optional.of("x"), variables.withValues(Map.of("item", "x")).value("item"));
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

    @Test
    void passwordsWrittenInTheInventoryAreSecretsToo() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          vars: {pg_cluster: c, ha_mode: native, replication_password: "p w"}
                          hosts:
                            a: {replication_role: primary, ansible_password: l, ansible_become_pass: s}
                        """);
        Inventory inventory = Inventories.read(file);
        assertEquals(
                java.util.Set.of(new Secret("p w"), new Secret("l"), new Secret("s")),
                inventory.secrets());
    }

    @Test
    void settingsOfATemplateAndOfTheFileBecomeText() {
        Path file =
                Inventories.write(
                        folder,
                        "i.yml",
                        """
                        all:
                          hosts:
                            h:
                              pg_cluster: c
                              memory: 4
                              pg_data_dir: /srv/pg data/
                              pg_clone_max_rate: 50MB
                              pg_settings:
                                work_mem: "{{ memory * 2 }}MB"
                                jit: no
                                random_page_cost: 1.1
                                Max_Connections: 100
                                pg_stat_statements.track: all
                        """);
        ClusterHost host =
                Inventories.read(file).clusters().getFirst().hosts().get(new HostName("h"));
        assertEquals(
                List.of("8MB", "off", "1.1", "100", "all"),
                host.settings().values().stream().map(Setting::value).toList());
        assertEquals(new Origin(file.toString(), 9), host.settings().get("work_mem").origin());
        assertEquals("100", host.settings().get("max_connections").value());
        assertEquals("/srv/pg data", host.platform().dataDirectory());
        assertEquals(Optional.of(50L << 20), host.cloneMaxRate());
        assertEquals("main", host.platform().instance());
        assertTrue(host.initialization().checksums());
    }
}

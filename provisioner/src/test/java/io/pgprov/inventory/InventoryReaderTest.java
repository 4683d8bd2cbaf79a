package io.pgprov.inventory;

import static io.pgprov.inventory.Inventories.names;
import static io.pgprov.inventory.Inventories.value;
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

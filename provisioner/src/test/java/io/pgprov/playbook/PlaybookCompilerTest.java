package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.resource.os.File;
import io.pgprov.shell.PlatformDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Playbooks compiled for a cluster of a primary and two replicas.
class PlaybookCompilerTest {

    private static final String INVENTORY =
            """
            all:
              vars:
                pg_cluster: orders
                ha_mode: native
                replication_password: secret
                region: north
              children:
                near:
                  hosts:
                    pg1: {replication_role: primary, motd: hello}
                    pg2: {replication_role: replica}
                far:
                  hosts:
                    pg3: {replication_role: replica}
            """;

    @TempDir Path folder;

    @BeforeEach
    void writeInventory() throws IOException {
        write("inventory.yml", INVENTORY);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private DesiredState compiled() {
        Inventory inventory =
                InventoryReader.read(folder.resolve("inventory.yml"), ReadOptions.defaults());
        return new PlaybookCompiler(inventory.templates(), folder, Optional.empty())
                .compile(inventory);
    }

    /// The native playbook is replaced by this one.
    private DesiredState compiled(String playbook) throws IOException {
        write("pgprov/playbooks/native.yml", playbook);
        return compiled();
    }

    private List<Problem> problems(String playbook) throws IOException {
        write("pgprov/playbooks/native.yml", playbook);
        return assertThrows(ProblemException.class, this::compiled).problems();
    }

    private String playbookPlace(int line) {
        return folder.resolve("pgprov/playbooks/native.yml") + ":" + line;
    }

    private static DesiredHost host(DesiredState desired, String name) {
        return desired.clusters().getFirst().host(new HostName(name)).orElseThrow();
    }

    private static List<String> names(DesiredState desired, String host) {
        return host(desired, host).tasks().stream()
                .map(task -> task.resource().address().name())
                .toList();
    }

    private static File file(DesiredState desired, String host) {
        Resource<?> resource = host(desired, host).tasks().getFirst().resource();
        return assertInstanceOf(File.class, resource);
    }

    @Test
    void whatPgprovShipsCompilesForEveryMember() {
        DesiredState desired = compiled();
        assertEquals(List.of(), desired.notes());
        assertEquals(List.of(), desired.warnings());
        assertTrue(names(desired, "pg1").containsAll(List.of("replicator", "pg2", "pg3")));
        assertTrue(
                host(desired, "pg2").tasks().stream()
                        .anyMatch(task -> task.resource().address().type().equals("replica")));
        for (Task task : host(desired, "pg2").tasks()) {
            assertEquals("built-in playbooks/native.yml", task.origin().file());
        }
    }

    @Test
    void anOwnPlaybookReplacesTheBuiltInAndThePlanSaysSo() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - name: only this
                          tasks:
                            - directory: {path: /srv/x}
                        """);
        assertEquals(List.of("/srv/x"), names(desired, "pg1"));
        assertEquals(
                List.of(
                        folder.resolve("pgprov/playbooks/native.yml")
                                + " replaces the built-in playbooks/native.yml"),
                desired.notes());
        assertEquals(playbookPlace(3), host(desired, "pg1").tasks().getFirst().origin().toString());
    }

    @Test
    void aCheckoutOfPgprovBesideTheInventoryReplacesNothing() throws IOException {
        write("pgprov/bin/pgprov", "#!/bin/sh\n");
        write("pgprov/templates/createcluster.conf.j2", "# older\n");
        assertEquals(List.of(), compiled().notes());
    }

    @Test
    void anOwnTemplateReplacesTheBuiltInAndOneOfAnotherNameIsJustFound() throws IOException {
        write("pgprov/templates/createcluster.conf.j2", "# {{ region }}\n");
        DesiredState builtIn = compiled();
        assertEquals(
                List.of(
                        folder.resolve("pgprov/templates/createcluster.conf.j2")
                                + " replaces the built-in templates/createcluster.conf.j2"),
                builtIn.notes());
        write("pgprov/templates/own.j2", "{{ inventory_hostname }} in {{ region }}\n");
        DesiredState own =
                compiled(
                        """
                        - tasks:
                            - file: {path: /etc/own, template: own.j2}
                        """);
        assertEquals("pg2 in north\n", file(own, "pg2").content().render(SampleView.empty()));
        assertEquals(1, own.notes().stream().filter(note -> note.contains("native.yml")).count());
        assertTrue(own.notes().stream().noneMatch(note -> note.contains("own.j2")));
    }

    @Test
    void aPlaybookMayBeNamedAndAnAbsentOneIsAProblem() throws IOException {
        Path other = write("other.yml", "- tasks:\n    - directory: {path: /other}\n");
        Inventory inventory =
                InventoryReader.read(folder.resolve("inventory.yml"), ReadOptions.defaults());
        DesiredState desired =
                new PlaybookCompiler(inventory.templates(), folder, Optional.of(other))
                        .compile(inventory);
        assertEquals(List.of("/other"), names(desired, "pg3"));
        var absent =
                new PlaybookCompiler(
                        inventory.templates(), folder, Optional.of(folder.resolve("none.yml")));
        Problem problem =
                assertThrows(ProblemException.class, () -> absent.compile(inventory))
                        .problems()
                        .getFirst();
        assertEquals(folder.resolve("none.yml").toString(), problem.where());
        assertEquals("no playbook " + folder.resolve("none.yml"), problem.what());
        assertEquals(
                "looked for "
                        + folder.resolve("none.yml")
                        + "; pgprov ships native and standalone, and takes the one that fits a"
                        + " cluster when --playbook is left out",
                problem.hint());
        PlaybookCompiler directory =
                new PlaybookCompiler(inventory.templates(), folder, Optional.of(folder));
        assertEquals(
                "cannot read " + folder + ": it is a directory",
                assertThrows(ProblemException.class, () -> directory.compile(inventory))
                        .problems()
                        .getFirst()
                        .what());
    }

    @Test
    void rolesPatternsAndConditionsChooseHosts() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - role: replica
                          tasks:
                            - directory: {path: /replicas}
                        - hosts: "near:!pg1"
                          tasks:
                            - directory: {path: /near}
                        - when: motd is defined
                          tasks:
                            - directory: {path: /motd}
                        - tasks:
                            - when: pg_member.role == 'primary' and pg_port == 5432
                              directory: {path: /primary}
                            - when: false
                              directory: {path: /never}
                        """);
        assertEquals(List.of("/motd", "/primary"), names(desired, "pg1"));
        assertEquals(List.of("/replicas", "/near"), names(desired, "pg2"));
        assertEquals(List.of("/replicas"), names(desired, "pg3"));
    }

    @Test
    void eachMakesATaskForEveryItem() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - tasks:
                            - each: "{{ pg_replicas }}"
                              when: item.name != 'pg3'
                              directory: {path: "/srv/{{ item.slot }}"}
                            - each: [a, b]
                              directory: {path: "/srv/{{ item }}"}
                        """);
        assertEquals(List.of("/srv/pg2", "/srv/a", "/srv/b"), names(desired, "pg1"));
        assertEquals(
                playbookPlace(4),
                problems(
                                """
                                - tasks:
                                    - directory: {path: /x}
                                    # a word is no list
                                    - each: "{{ region }}"
                                      directory: {path: /y}
                                """)
                        .getFirst()
                        .where());
    }

    @Test
    void variablesOfAPlayStandBehindThoseOfTheInventory() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - vars:
                            region: south
                            motd: "none on {{ inventory_hostname }}"
                          tasks:
                            - file: {path: /etc/x, content: "{{ region }}, {{ motd }}"}
                        """);
        assertEquals("north, hello", file(desired, "pg1").content().render(SampleView.empty()));
        assertEquals(
                "north, none on pg2", file(desired, "pg2").content().render(SampleView.empty()));
    }

    @Test
    void factsDecideConditionsAndContentsOnceTheHostIsKnown() throws IOException {
        DesiredState desired =
                compiled(
                        """
                        - when: facts.os_id == 'plan9'
                          tasks:
                            - file:
                                path: "{{ pg_conf_dir }}/x"
                                content: "{{ facts.cpus }} CPUs, {{ pg_conf_dir }}"
                        - when: facts.os_id == 'debian'
                          tasks:
                            - file:
                                path: "{{ pg_conf_dir }}/y"
                                content: "{{ facts.cpus }} CPUs, {{ pg_conf_dir }}"
                        """);
        View view = SampleView.empty();
        HostFacts facts = view.facts();
        List<Task> tasks = host(desired, "pg1").tasks();
        assertEquals(2, tasks.size(), "both are asked about");
        assertEquals(
                PlatformDirectory.PG_CONF_DIR.marker() + "/x",
                tasks.getFirst().resource().address().name());
        assertInstanceOf(Verdict.InSync.class, verdict(tasks.get(0), view));
        assertTrue(tasks.get(0).resource().on(view).isEmpty(), "nothing is wanted there");
        assertInstanceOf(File.class, tasks.get(1).resource().on(view).orElseThrow());
        Verdict.Drift drift = assertInstanceOf(Verdict.Drift.class, verdict(tasks.get(1), view));
        String text = drift.changes().getFirst().differences().toString();
        assertTrue(
                text.contains(
                        facts.cpus()
                                + " CPUs, "
                                + facts.directories().path(PlatformDirectory.PG_CONF_DIR)),
                text);
    }

    private static Verdict verdict(Task task, View view) {
        return judged(task.resource(), view);
    }

    private static <O> Verdict judged(Resource<O> resource, View view) {
        return resource.judge(Optional.of(new io.pgprov.shell.Reply(0, "absent", "")), view);
    }

    @Test
    void anUndefinedVariableInATemplateNamesFileAndLine() throws IOException {
        Path template = write("pgprov/templates/own.j2", "first\nsecond {{ no_such }}\n");
        List<Problem> found =
                problems(
                        """
                        - tasks:
                            - file: {path: /etc/own, template: own.j2}
                        """);
        assertEquals(1, found.size(), "said once, not for every host: " + found);
        assertEquals(template + ":2", found.getFirst().where());
        assertTrue(found.getFirst().what().contains("no_such"), found.toString());
    }

    @Test
    void mistakesOfSeveralTasksAreFoundAtOnceWithTheirPlaces() throws IOException {
        List<Problem> found =
                problems(
                        """
                        - tasks:
                            - file: {path: relative, content: x}
                            - directory: {path: /x, colour: red}
                            - file: {path: /y, template: ../../etc/passwd}
                            - file: {path: /z, template: none.j2}
                            - when: no_such == 1
                              directory: {path: /u}
                            - when: pg_port
                              directory: {path: /v}
                        """);
        assertEquals(
                List.of(2, 3, 4, 5, 6, 8).stream().map(this::playbookPlace).toList(),
                found.stream().map(Problem::where).toList());
    }

    @Test
    void theSameResourceTwiceOnAHostIsAProblemThatNamesBothPlaces() throws IOException {
        List<Problem> found =
                problems(
                        """
                        - tasks:
                            - directory: {path: /x}
                        - role: primary
                          tasks:
                            - directory: {path: /x, mode: "0700"}
                        """);
        assertEquals(1, found.size());
        assertEquals(playbookPlace(5), found.getFirst().where());
        assertTrue(
                found.getFirst().what().contains("directory /x is wanted twice on pg1"),
                found.toString());
        assertTrue(found.getFirst().what().contains(playbookPlace(2)), found.toString());
    }

    @Test
    void aFilterOnADirectoryThatOnlyTheHostKnowsIsAProblem() throws IOException {
        List<Problem> found =
                problems(
                        """
                        - tasks:
                            - directory: {path: "{{ pg_conf_dir | upper }}/x"}
                        """);
        assertEquals(playbookPlace(2), found.getFirst().where());
    }
}

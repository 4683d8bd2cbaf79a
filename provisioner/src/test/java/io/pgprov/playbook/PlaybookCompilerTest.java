package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.DesiredState;
import io.pgprov.model.HostFacts;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import io.pgprov.resource.os.File;
import io.pgprov.shell.PlatformDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaybookCompilerTest extends CompiledPlaybooks {

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
}

package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is wrong with a playbook is found when it is compiled, and said with its place.
class PlaybookMistakesTest extends CompiledPlaybooks {

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

    /// Where the inventory names it, and once for all hosts.
    @Test
    void aFileThatNoImageIsInIsFoundWhereItIsNamed() throws IOException {
        write("ctx/readme", "no Dockerfile");
        write("image.tar", "no image".repeat(100));
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "container_image_source: stream, container_image_archive: none.tar",
                                "none.tar is not there",
                                "container_image_source: stream, container_image_archive: image.tar",
                                "image.tar cannot be read: it is no tar file",
                                "container_image_context: ctx",
                                "ctx has no Dockerfile")
                        .entrySet()) {
            write(
                    "inventory.yml",
                    """
                    all:
                      hosts: {pg1: {replication_role: primary}, pg2: {replication_role: replica}}
                      vars:
                        {pg_cluster: c, ha_mode: native, replication_password: x, deployment: container,
                         %s}
                    """
                            .formatted(wrong.getKey()));
            List<Problem> problems =
                    assertThrows(ProblemException.class, this::compiled).problems();
            assertEquals(1, problems.size(), problems.toString());
            assertEquals(folder.resolve(wrong.getValue()).toString(), problems.getFirst().what());
            assertEquals(folder.resolve("inventory.yml") + ":5", problems.getFirst().where());
        }
    }
}

package io.pgprov.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.YamlDocument;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.ServerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookReaderTest {

    private static Playbook read(String text) {
        List<Problem> problems = new ArrayList<>();
        Playbook read =
                PlaybookReader.read(YamlDocument.parse(text, "book.yml"), "book.yml", problems);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return read;
    }

    private static List<Problem> problems(String text) {
        return assertThrows(ProblemException.class, () -> read(text)).problems();
    }

    @Test
    void keepsWhatIsWrittenAndWhere() {
        Playbook book =
                read(
                        """
                        - name: replicas
                          role: replica
                          hosts: "db*"
                          when: pg_port == 5432
                          vars: {folder: /srv}
                          tasks:
                            - name: a folder
                              each: [a, b]
                              when: facts.cpus > 2
                              directory:
                                path: "{{ folder }}/{{ item }}"
                        - tasks: []
                        """);
        assertEquals(2, book.plays().size());
        Playbook.Play play = book.plays().getFirst();
        assertEquals("replicas", play.name());
        assertEquals(new Origin("book.yml", 1), play.origin());
        assertEquals(Optional.of("db*"), play.hosts());
        assertEquals(Optional.of(ServerRole.REPLICA), play.role());
        assertEquals("pg_port == 5432", play.when().orElseThrow().expression());
        assertEquals("folder", play.vars().getFirst().key());
        Playbook.Step step = play.tasks().getFirst();
        assertEquals("directory", step.type());
        assertEquals(new Origin("book.yml", 10), step.origin());
        assertTrue(step.when().orElseThrow().usesFacts());
        assertEquals(9, step.when().orElseThrow().origin().line());
        assertTrue(step.each().isPresent());
        assertEquals("path", step.parameters().getFirst().key());
        assertEquals(Optional.empty(), book.plays().get(1).role());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    tasks: []                                            | 1 | a playbook is a list of plays
                    - just words                                         | 1 | a play is a map, not
                    - tasks: {file: {path: /x}}                          | 1 | a play needs tasks, a list
                    - name: x                                            | 1 | a play needs tasks, a list
                    - {tasks: [], handlers: []}                          | 1 | unknown key handlers of a play
                    - {role: master, tasks: []}                          | 1 | unknown role master
                    - {name: [x], tasks: []}                             | 1 | name must be text
                    - {when: [x], tasks: []}                             | 1 | when is a condition, not
                    - {vars: north, tasks: []}                           | 1 | vars must be a map, not
                    - {tasks: [words]}                                   | 1 | a task is a map, not
                    - {tasks: [{name: nothing to do}]}                   | 1 | a task names one resource type, this one names none
                    - {tasks: [{file: {}, directory: {}}]}               | 1 | a task names one resource type, this one names 2
                    - {tasks: [{file: {}, register: x}]}                 | 1 | a task names one resource type, this one names 2
                    - {tasks: [{copy: {src: x}}]}                        | 1 | unknown resource type copy
                    - {tasks: [{file: /x}]}                              | 1 | file needs a map of parameters
                    """)
    void aMistakeIsFoundWithItsPlace(String text, int line, String what) {
        List<Problem> found = problems(text);
        assertEquals(1, found.size(), found.toString());
        assertEquals("book.yml:" + line, found.getFirst().where());
        assertTrue(found.getFirst().what().startsWith(what), found.toString());
    }

    @Test
    void everyMistakeIsReportedInOneRun() {
        List<Problem> found =
                problems(
                        """
                        - name: one
                          rolle: replica
                          tasks:
                            - copy: {src: x}
                        - tasks:
                            - file: /x
                        """);
        assertEquals(
                List.of("book.yml:2", "book.yml:4", "book.yml:6"),
                found.stream().map(Problem::where).toList());
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheKnownOnes() {
        String hint = problems("- {tasks: [{copy: {src: x}}]}").getFirst().hint();
        assertTrue(TaskTypes.names().stream().allMatch(hint::contains), hint);
    }
}

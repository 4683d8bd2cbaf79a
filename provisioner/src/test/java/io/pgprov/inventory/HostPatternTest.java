package io.pgprov.inventory;

import static io.pgprov.inventory.Inventories.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @TempDir Path folder;

    private Inventory inventory;

    @BeforeEach
    void read() {
        inventory =
                Inventories.read(
                        Inventories.write(
                                folder,
                                "i.yml",
                                """
                                web: {hosts: {web1: , web2: , web3: }}
                                prod: {hosts: {web1: , db1: , db3: }}
                                db: {hosts: {db1: , db2.example.org: , db3: }}
                                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "all|web1 web2 web3 db1 db3 db2.example.org",
                "*|web1 web2 web3 db1 db3 db2.example.org",
                "web1|web1",
                "web|web1 web2 web3",
                "web:db|web1 web2 web3 db1 db3 db2.example.org",
                "web1,db3|web1 db3",
                "web:&prod|web1",
                "web:&prod:!web1:db1|db1",
                "!web|db1 db3 db2.example.org",
                "prod:!db3|web1 db1",
                "web[0]|web1",
                "web[-1]|web3",
                "web[0:1]|web1 web2",
                "web[1:]|web2 web3",
                "db*|db1 db3 db2.example.org",
                "web?|web1 web2 web3",
                "web[13]|web1 web3",
                "*.example.org|db2.example.org",
                "~(web.db)?[wd].?b[12]|web1 web2 db1 db2.example.org",
                "~d.*3|db3"
            })
    void matchesAsAnsibleDoes(String pattern, String expected) {
        if (pattern.equals("web[13]")) {
            assertThrows(ProblemException.class, () -> inventory.matching(pattern), "a subscript");
        } else {
            assertEquals(expected, String.join(" ", names(inventory.matching(pattern))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "nope",
                "web:!nope",
                "web:&nope",
                "web:!web",
                "web[3]",
                "web[2:1]",
                "~(",
                "web[0",
                "nope*"
            })
    void whatMatchesNothingIsAProblem(String pattern) {
        assertThrows(ProblemException.class, () -> inventory.matching(pattern));
    }

    @Test
    void wildcardsInBracketsMatchNames() {
        assertEquals(List.of("web1", "web3"), names(inventory.matching("we[b][13]*")));
    }
}

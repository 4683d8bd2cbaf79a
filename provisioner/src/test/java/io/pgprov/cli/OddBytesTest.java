package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that editors and accidents make: other encodings, NUL bytes, other line ends, sizes and depths that nobody writes; for
/// each kind of file that a run reads.
class OddBytesTest {

    private static final int TEN_MEGABYTES = 10 << 20;

    @TempDir Path folder;

    /// A kind of file: what is in it before the odd part, and what a run is started with.
    private enum Kind {
        INVENTORY("all:\n  vars:\n    note: "),
        VARIABLES("first: 1\nsecond: 2\nnote: "),
        PLAYBOOK("# one\n# two\n- name: "),
        TEMPLATE("one\ntwo\n");

        private final String before;

        Kind(String before) {
            this.before = before;
        }
    }

    /// Something odd behind the first two lines of a file.
    ///
    /// @param line where it must be said to be; 0: anywhere
    private record Oddity(String name, String text, Charset charset, int line) {}

    private static List<Oddity> oddities() {
        return List.of(
                new Oddity("NUL", "a\0b\n", StandardCharsets.UTF_8, 3),
                new Oddity("Latin-1", "M\u00fcnchen\n", StandardCharsets.ISO_8859_1, 3),
                new Oddity("Windows-1252", "\u20ac\n", Charset.forName("windows-1252"), 3),
                new Oddity("UTF-16 with its mark", "x\n", StandardCharsets.UTF_16, 0),
                new Oddity("UTF-16LE", "x\n", StandardCharsets.UTF_16LE, 0),
                new Oddity("UTF-32", "x\n", Charset.forName("UTF-32"), 0),
                new Oddity("EBCDIC", "x\n", Charset.forName("IBM037"), 0));
    }

    static Stream<Arguments> notText() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> oddities().stream().map(odd -> Arguments.of(kind, odd)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("notText")
    void bytesThatAreNoText(Kind kind, Oddity odd) {
        Path file = file(kind, (kind.before + odd.text()).getBytes(odd.charset()));
        Ended ended = run(kind, file);
        ended.assertRefusedAtOnce();
        String place = file + (odd.line() == 0 ? "" : ":" + odd.line());
        assertTrue(ended.err().contains(place), ended::toString);
    }

    static Stream<Arguments> tooMuch() {
        String wide = ("x".repeat(1023) + "\n").repeat(TEN_MEGABYTES / 1024);
        return Stream.of(
                Arguments.of(Kind.INVENTORY, "\"" + "x".repeat(TEN_MEGABYTES)),
                Arguments.of(Kind.INVENTORY, "x\n" + ("    " + wide)),
                Arguments.of(Kind.INVENTORY, "[".repeat(TEN_MEGABYTES)),
                Arguments.of(Kind.INVENTORY, "{a: ".repeat(TEN_MEGABYTES / 4)),
                Arguments.of(Kind.INVENTORY, "\n" + deep()),
                Arguments.of(Kind.INVENTORY, "\n    - ? ".repeat(100_000)),
                Arguments.of(Kind.INVENTORY, "\n" + "    - a\n".repeat(TEN_MEGABYTES / 8)),
                Arguments.of(Kind.INVENTORY, "x\n\t" + wide),
                Arguments.of(Kind.INVENTORY, "&a ".repeat(TEN_MEGABYTES / 3)),
                Arguments.of(Kind.INVENTORY, "x\n" + "#".repeat(TEN_MEGABYTES) + "\n  bad"),
                Arguments.of(Kind.INVENTORY, "x\n  hosts: h[1:99999999]\n"),
                Arguments.of(Kind.VARIABLES, "[".repeat(TEN_MEGABYTES)),
                Arguments.of(Kind.VARIABLES, "x\n" + "a: b: c\n".repeat(TEN_MEGABYTES / 8)),
                Arguments.of(Kind.VARIABLES, "\n" + deep()),
                Arguments.of(Kind.PLAYBOOK, "[".repeat(TEN_MEGABYTES)),
                Arguments.of(Kind.PLAYBOOK, "x\n" + "- a\n".repeat(TEN_MEGABYTES / 8)),
                Arguments.of(Kind.TEMPLATE, "{{ " + "(".repeat(TEN_MEGABYTES) + "1"),
                Arguments.of(Kind.TEMPLATE, "{% if true %}".repeat(TEN_MEGABYTES / 13)),
                Arguments.of(Kind.TEMPLATE, "{{ " + "not ".repeat(20_000) + "1 }}{{"),
                Arguments.of(Kind.TEMPLATE, "{{ 1" + " + 1".repeat(20_000) + " + }}"),
                Arguments.of(Kind.TEMPLATE, "{{ pg_port" + " | int".repeat(20_000) + " | no }}"),
                Arguments.of(
                        Kind.TEMPLATE, "{{ " + "[".repeat(20_000) + "]".repeat(20_000) + " }}{{"),
                Arguments.of(Kind.TEMPLATE, "x".repeat(TEN_MEGABYTES) + "{{ nowhere }}"));
    }

    /// Maps in maps, as deep as ten megabytes allow.
    private static String deep() {
        StringBuilder text = new StringBuilder();
        for (int depth = 3; text.length() < TEN_MEGABYTES; depth++) {
            text.append("  ".repeat(depth)).append("a:\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void sizesAndDepthsThatNobodyWrites(Kind kind, String odd) {
        Path file = file(kind, (kind.before + odd).getBytes(StandardCharsets.UTF_8));
        Ended ended = run(kind, file);
        assertTrue(ended.err().contains(file.toString()), ended::toString);
        ended.assertRefusedAtOnce();
    }

    /// Lines of a text are no keys or items, however many of them look so.
    @Test
    void aLongTextIsNotTakenForItems() {
        String text =
                "all:\n  hosts: {pg1: {pg_address: 192.0.2.1, pg_cluster: c}}\n  vars:\n    notes: |\n"
                        + "      - a: b\n".repeat(300_000);
        Path file = file(Kind.INVENTORY, text.getBytes(StandardCharsets.UTF_8));
        Ended ended = Ended.of("validate", file.toString());
        assertFalse(ended.err().contains("keys and values"), ended::toString);
        assertEquals(0, ended.code(), ended::toString);
    }

    /// What is only another way to write the same, is read as such: with it a file is right, and lines are counted as before.
    @Test
    void marksAndLineEndsOfOtherSystemsAreNoMistakes() {
        String text = "all:\n  hosts: {pg1: {pg_address: 192.0.2.1, pg_cluster: c}}\n";
        for (String same : List.of("\uFEFF" + text, text.replace("\n", "\r\n"), text + "  \n\n")) {
            Path file = file(Kind.INVENTORY, same.getBytes(StandardCharsets.UTF_8));
            assertEquals(0, Ended.of("validate", file.toString()).code());
            String wrong = same.replace("pg_cluster: c", "pg_cluster: c, pg_prot: 1");
            Path other = file(Kind.INVENTORY, wrong.getBytes(StandardCharsets.UTF_8));
            String said = Ended.of("validate", other.toString()).err();
            assertTrue(said.contains(other + ":2, host pg1"), said);
            assertTrue(said.contains("did you mean pg_port?"), said);
        }
    }

    @Test
    void theLastOfTwoEqualKeysCountsWithAWarningInEveryFile() {
        Path playbook =
                file(Kind.PLAYBOOK, "- tasks: [a]\n  tasks: []\n".getBytes(StandardCharsets.UTF_8));
        Path inventory = good();
        write("group_vars/all.yml", "pg_port: 0\npg_port: 5433\n".getBytes(StandardCharsets.UTF_8));
        Ended ended = Ended.of("validate", inventory.toString(), "--playbook", playbook.toString());
        assertEquals(0, ended.code(), ended::toString);
        String said = ended.out() + ended.err();
        assertTrue(said.contains("key pg_port is written twice, the last one counts"), said);
        assertTrue(said.contains("key tasks is written twice, the last one counts"), said);
        assertTrue(said.contains(folder.resolve("group_vars/all.yml") + ":2"), said);
    }

    private Path good() {
        return write(
                "inventory.yml",
                "all:\n  hosts: {pg1: {pg_address: 192.0.2.1, pg_cluster: c}}\n"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Path file(Kind kind, byte[] bytes) {
        return switch (kind) {
            case INVENTORY -> write("odd.yml", bytes);
            case VARIABLES -> write("group_vars/all.yml", bytes);
            case PLAYBOOK -> write("playbook.yml", bytes);
            case TEMPLATE -> write("pgprov/templates/odd.j2", bytes);
        };
    }

    private Ended run(Kind kind, Path file) {
        return switch (kind) {
            case INVENTORY -> Ended.of("plan", file.toString());
            case VARIABLES -> Ended.of("plan", good().toString());
            case PLAYBOOK -> Ended.of("plan", good().toString(), "--playbook", file.toString());
            case TEMPLATE -> {
                String own = "- tasks:\n    - file: {path: /etc/x, template: odd.j2}\n";
                Path playbook = write("own.yml", own.getBytes(StandardCharsets.UTF_8));
                yield Ended.of("plan", good().toString(), "--playbook", playbook.toString());
            }
        };
    }

    private Path write(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

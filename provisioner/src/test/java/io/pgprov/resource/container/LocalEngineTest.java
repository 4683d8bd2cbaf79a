package io.pgprov.resource.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEngineTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;

    private Path asked;

    @BeforeEach
    void nobodyIsAskedYet() throws IOException {
        asked = Files.createFile(folder.resolve("asked"));
    }

    /// An engine that notes what it is asked for.
    private String engine(String name, String answer) throws IOException {
        Path program = folder.resolve(name);
        String script = "#!/bin/sh\necho \"" + name + " $5\" >>'" + asked + "'\n" + answer + "\n";
        Files.writeString(program, script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(asked);
    }

    @Test
    void bothNamesOfEachEngineAreAskedForUntilOneIsThere() throws IOException {
        LocalEngine engine =
                new LocalEngine(
                        List.of(
                                engine("first", "exit 1"),
                                folder.resolve("none").toString(),
                                engine("second", "[ \"$5\" = localhost/a:1 ] && echo sha256:00ff")),
                        LONG);
        assertEquals(
                new ImageSource.Sent("00ff", new ImageFile("00ff", "")),
                engine.ask("localhost/a:1"));
        assertEquals(
                List.of("first a:1", "first localhost/a:1", "second a:1", "second localhost/a:1"),
                asked());
    }

    @Test
    void whereNoneHasItThatIsSaid() throws IOException {
        LocalEngine engine = new LocalEngine(List.of(engine("first", "exit 1")), LONG);
        ProblemException refusal = assertThrows(ProblemException.class, () -> engine.ask("a:1"));
        assertTrue(
                refusal.getMessage()
                        .contains("no container engine that runs on this machine has an image a:1"),
                refusal.getMessage());
    }

    @Test
    void oneThatHangsIsNamedAndNothingElseIsAsked() throws IOException {
        String hanging = engine("hanging", "exec sleep 60");
        LocalEngine engine =
                new LocalEngine(
                        List.of(hanging, engine("second", "echo sha256:00ff")),
                        Duration.ofSeconds(1));
        ProblemException refusal = assertThrows(ProblemException.class, () -> engine.ask("a:1"));
        assertTrue(
                refusal.getMessage()
                        .contains(
                                hanging
                                        + ", asked for the image to send, did not answer within 1 s"),
                refusal.getMessage());
        assertTrue(refusal.problems().getFirst().hint().contains(hanging + " image ls"));
        assertFalse(Files.readString(asked).contains("second"), Files.readString(asked));
        assertFalse(Files.readString(asked).contains("localhost"), Files.readString(asked));
    }
}

package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/setup` in a checkout of its own, on a machine that has everything and notes which programs it was asked for.
class SetupTest {

    @TempDir Path temp;

    /// What a run did.
    private record Ran(int code, String out) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        Files.createDirectories(temp.resolve("bin/lib"));
        for (String file : List.of("bin/setup", "bin/lib/jdk.sh")) {
            Files.copy(Path.of("..").resolve(file), temp.resolve(file));
        }
        program("jdk/bin/javac", "");
        Files.writeString(temp.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        program("path/mvn", "echo 'Apache Maven 3.9.9'");
        for (String name :
                List.of(
                        "docker",
                        "dockerd",
                        "apt-get",
                        "apt-cache",
                        "sudo",
                        "iptables",
                        "ssh",
                        "ssh-keygen",
                        "shellcheck",
                        "dash")) {
            program("path/" + name, "echo \"${0##*/} $1\" >>\"$LOG\"; echo 27.0");
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Ran setup(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", temp.resolve("bin/setup").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", temp.resolve("path") + ":" + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().put("LOG", temp.resolve("log").toString());
        Process run = builder.start();
        run.getOutputStream().close();
        String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(run.waitFor(), out);
    }

    private List<String> asked() throws IOException {
        Path log = temp.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void forUseTakesAJdkAndMavenAndNothingElse() throws IOException, InterruptedException {
        Ran ran = setup("--for-use");
        assertEquals(0, ran.code(), ran.out());
        assertEquals(
                """
                setup: JDK 25: %s
                setup: Maven 3.9.9: %s
                setup: all there
                """
                        .formatted(temp.resolve("jdk"), temp.resolve("path/mvn")),
                ran.out());
        assertEquals(List.of(), asked());
    }

    /// Without it, the test above would prove nothing.
    @Test
    void theDemoTakesAnEngineToo() throws IOException, InterruptedException {
        Ran ran = setup("--for-demo");
        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.out().contains("setup: Docker engine 27.0\n"), ran.out());
        assertEquals(List.of("docker version", "docker image"), asked());
    }

    @Test
    void whatIsNoModeIsRefused() throws IOException, InterruptedException {
        for (List<String> wrong : List.of(List.of("--for-us"), List.of("--for-use", "now"))) {
            Ran ran = setup(wrong.toArray(String[]::new));
            assertEquals(2, ran.code(), ran.out());
            assertTrue(ran.out().startsWith("usage: bin/setup [--for-use | --for-demo]\n"));
            assertEquals(List.of(), asked());
        }
    }
}

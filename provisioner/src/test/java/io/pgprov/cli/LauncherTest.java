package io.pgprov.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `bin/pgprov` in a checkout of its own, with a Java and a Maven that only say what they were asked.
class LauncherTest {

    @TempDir Path temp;

    private Path checkout;
    private Path jar;

    /// What a launch did.
    private record Launch(int code, String out) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = temp.resolve("a check out");
        for (String folder :
                List.of("bin/lib", "provisioner/src/main", "provisioner/target/lib", "templates")) {
            Files.createDirectories(checkout.resolve(folder));
        }
        Files.copy(Path.of("../bin/pgprov"), checkout.resolve("bin/pgprov"));
        Files.copy(Path.of("../bin/lib/jdk.sh"), checkout.resolve("bin/lib/jdk.sh"));
        executable(checkout.resolve("bin/pgprov"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("provisioner/pom.xml"), "");
        jar = checkout.resolve("provisioner/target/provisioner-1.jar");
        Files.writeString(jar, "");
        settle();
        program(
                "jdk/bin/java",
                """
                for a in "$@"; do
                    case $a in
                    -XX:AOTCacheOutput=*) echo trained >>"$LOG"; echo x >"${a#*=}"; exit 0 ;;
                    -XX:AOTCache=*) [ -f "${a#*=}" ] && echo "cache used" ;;
                    esac
                done
                printf '<%s>' "$@"
                exit 3
                """);
        program("jdk/bin/javac", "");
        Files.writeString(
                temp.resolve("jdk/release"),
                "IMPLEMENTOR=\"Some / One\"\nJAVA_VERSION=\"25.0.3\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9\"\n");
        program(
                "path/mvn",
                """
                echo built >>"$LOG"
                [ -z "${FAIL_BUILD:-}" ] || exit 1
                : >provisioner/target/provisioner-1.jar
                """);
    }

    /// Sources older than the build, and both older than now.
    private void settle() throws IOException {
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                age(file, 100);
            }
        }
        age(jar, 50);
    }

    private static void age(Path file, long seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private void program(String name, String body) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        executable(file);
    }

    private static void executable(Path file) {
        assertTrue(file.toFile().setExecutable(true));
    }

    private Launch launch(Path program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().put("LOG", temp.resolve("log").toString());
        builder.environment().put("PATH", temp.resolve("path") + ":/usr/bin:/bin");
        builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
        if (Files.exists(temp.resolve("fail"))) {
            builder.environment().put("FAIL_BUILD", "1");
        }
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Launch(process.waitFor(), out);
    }

    private Launch launch(String... arguments) throws IOException, InterruptedException {
        return launch(checkout.resolve("bin/pgprov"), arguments);
    }

    private List<String> log() throws IOException {
        Path log = temp.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void passesArgumentsAndExitCodeOn() throws IOException, InterruptedException {
        Launch launch = launch("plan", "my inventory.yml", "-e", "a='b c'");
        assertEquals(3, launch.code(), launch.out());
        assertTrue(
                launch.out().endsWith("<io.pgprov.cli.Main><plan><my inventory.yml><-e><a='b c'>"),
                launch.out());
        assertTrue(
                launch.out().contains("<" + jar + ":" + jar.getParent() + "/lib/*>"), launch.out());
    }

    @Test
    void makesTheClassCacheOnceAndUsesIt() throws IOException, InterruptedException {
        assertTrue(launch("--help").out().startsWith("cache used"));
        assertTrue(launch("--help").out().startsWith("cache used"));
        assertEquals(List.of("trained"), log());
        Files.writeString(
                temp.resolve("jdk/release"),
                "JAVA_VERSION=\"25.0.4\"\nJAVA_RUNTIME_VERSION=\"25.0.4+1\"\n");
        launch("--help");
        assertEquals(List.of("trained", "trained"), log());
    }

    @Test
    void aFailedTrainingIsNotRepeated() throws IOException, InterruptedException {
        program(
                "jdk/bin/java",
                "case \"$*\" in *AOTCacheOutput*) echo tried >>\"$LOG\"; exit 1 ;; esac; echo ran");
        assertEquals("ran\n", launch("--help").out());
        assertEquals("ran\n", launch("--help").out());
        assertEquals(List.of("tried"), log());
    }

    @Test
    void startsThroughSymbolicLinks() throws IOException, InterruptedException {
        Path direct =
                Files.createSymbolicLink(temp.resolve("direct"), checkout.resolve("bin/pgprov"));
        Files.createDirectories(temp.resolve("x y"));
        Path relative =
                Files.createSymbolicLink(temp.resolve("x y/relative"), Path.of("../direct"));
        assertEquals(3, launch(direct, "--help").code());
        assertEquals(3, launch(relative, "--help").code());
    }

    @Test
    void buildsOnlyIfASourceIsNewer() throws IOException, InterruptedException {
        launch("--help");
        assertEquals(List.of("trained"), log());
        Files.writeString(checkout.resolve("templates/x.j2"), "");
        Launch launch = launch("--help");
        assertEquals(List.of("trained", "built", "trained"), log(), launch.out());
        launch("--help");
        assertEquals(3, log().size());
    }

    @Test
    void noticesARemovedSource() throws IOException, InterruptedException {
        Path source = checkout.resolve("provisioner/src/main/X.java");
        Files.writeString(source, "");
        settle();
        launch("--help");
        Files.delete(source);
        launch("--help");
        assertTrue(log().contains("built"));
    }

    @Test
    void buildsWhatIsMissing() throws IOException, InterruptedException {
        Files.delete(jar);
        assertEquals(3, launch("--help").code());
        assertEquals(List.of("built", "trained"), log());
    }

    @Test
    void aFailedBuildEndsWithAHint() throws IOException, InterruptedException {
        Files.delete(jar);
        Files.writeString(temp.resolve("fail"), "");
        Launch launch = launch("--help");
        assertEquals(1, launch.code());
        assertTrue(
                launch.out().contains("error: the build of pgprov failed\nhint:  "), launch.out());
    }

    @Test
    void withoutAJdkItSaysWhatToDo() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.createDirectories(temp.resolve("no"));
        var builder = new ProcessBuilder(checkout.resolve("bin/pgprov").toString(), "--help");
        builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().put("PGPROV_JVM_DIR", temp.resolve("no").toString());
        builder.environment().put("HOME", temp.resolve("no").toString());
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor());
        assertTrue(out.contains("error: there is no JDK 25 or newer"), out);
        assertFalse(Files.exists(temp.resolve("log")));
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL=C,C.UTF-8//",
        "LC_ALL=POSIX LANG=de_DE.UTF-8,C.UTF-8//de_DE.UTF-8",
        "LANG=C,/C.UTF-8/C",
        "LC_CTYPE=C LANG=en_US.UTF-8,/C.UTF-8/en_US.UTF-8",
        "TZ=UTC,/C.UTF-8/",
        "LC_ALL=de_DE.UTF-8,de_DE.UTF-8//",
        "LC_CTYPE=de_DE,/de_DE/",
    })
    void namesOfFilesAreUtf8WhereTheLocaleIsC(String given, String seen) throws Exception {
        program("jdk/bin/java", "echo \"${LC_ALL:-}/${LC_CTYPE:-}/${LANG:-}\"");
        program("cron", "unset LC_ALL LC_CTYPE LANG; exec env %s \"$@\"\n".formatted(given));
        Launch launch = launch(temp.resolve("cron"), checkout.resolve("bin/pgprov").toString());
        assertEquals(seen, launch.out().strip());
    }
}

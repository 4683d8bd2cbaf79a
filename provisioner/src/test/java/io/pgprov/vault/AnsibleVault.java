package io.pgprov.vault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real `ansible-vault` and its relatives (Debian package `ansible-core`, which `bin/setup` installs). Starting one takes most
/// of a second, so that tests give it many files at once.
public final class AnsibleVault {

    /// What a program printed, on both of its outputs.
    public record Result(int status, String output) {}

    private AnsibleVault() {}

    /// Runs it and expects success; fails where it is not installed.
    public static String run(Path folder, String... command) {
        Result result = tried(folder, command);
        assertTrue(result.status() == 0, () -> String.join(" ", command) + ": " + result.output());
        return result.output();
    }

    public static Result tried(Path folder, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(new ArrayList<>(List.of(command)))
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().put("ANSIBLE_HOME", folder.resolve(".ansible").toString());
            builder.environment().put("ANSIBLE_LOCAL_TEMP", folder.resolve(".ansible").toString());
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().keySet().removeIf(name -> name.startsWith("ANSIBLE_VAULT"));
            Path out = Files.createTempFile(folder, "output", ".txt");
            builder.redirectOutput(out.toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "ansible-vault ends");
            String text = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new AssertionError(command[0] + " is not there: run bin/setup", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package io.pgprov.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.facts.FactsFuzz;
import io.pgprov.inventory.IniFuzz;
import io.pgprov.inventory.InventoryFuzz;
import io.pgprov.playbook.PlaybookFuzz;
import io.pgprov.resource.postgres.HbaFuzz;
import io.pgprov.shell.ReplyFuzz;
import io.pgprov.ssh.HostKeyFuzz;
import io.pgprov.ssh.KnownHostsFuzz;
import io.pgprov.ssh.config.SshConfigFuzz;
import io.pgprov.template.TemplateFuzz;
import io.pgprov.vault.VaultFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A short sample of `bin/test fuzz`: every reader gets its seeds, and changed ones, for a second. The same every time, so that a
/// failure comes again.
class FuzzSampleTest {

    private static final Duration EACH = Duration.ofMillis(1000);
    private static final Duration HANG = Duration.ofSeconds(2);
    private static final String[] WORDS = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{% for a in b %}",
        "|",
        "&a",
        "*a",
        "!!",
        "<<:",
        "\0",
        "\uFEFF",
        "0644",
        "1:30",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "\n",
        "\t",
        ": ",
        "- ",
        "#",
        "|1|",
        "@revoked ",
        "n0 R p1 0 - -",
        "n0 P",
        "=",
        "-1",
        "99999999999999999999",
        "\\",
        "\u00e9",
        "default(",
        "range(9999)",
        "~",
        "*",
        "**",
        "..",
        "/"
    };

    /// The targets, and the folders of resources that hold what they begin with.
    private enum Target {
        INVENTORY(InventoryFuzz::fuzzerTestOneInput, "fuzz/inventory", "malformed"),
        PLAYBOOK(PlaybookFuzz::fuzzerTestOneInput, "fuzz/playbook", "bad-files/playbooks"),
        TEMPLATE(TemplateFuzz::fuzzerTestOneInput, "fuzz/template", "bad-files/templates"),
        HBA(HbaFuzz::fuzzerTestOneInput, "fuzz/hba"),
        INI(IniFuzz::fuzzerTestOneInput, "fuzz/ini", "inventories/ini"),
        VAULT(VaultFuzz::fuzzerTestOneInput, "fuzz/vault"),
        KNOWN_HOSTS(KnownHostsFuzz::fuzzerTestOneInput, "fuzz/known-hosts"),
        HOST_KEY(HostKeyFuzz::fuzzerTestOneInput, "fuzz/host-key"),
        SSH_CONFIG(SshConfigFuzz::fuzzerTestOneInput, "fuzz/ssh-config"),
        REPLY(ReplyFuzz::fuzzerTestOneInput, "fuzz/reply"),
        FACTS(FactsFuzz::fuzzerTestOneInput, "fuzz/facts");

        private final Consumer<byte[]> reader;
        private final List<String> folders;

        Target(Consumer<byte[]> reader, String... folders) {
            this.reader = reader;
            this.folders = List.of(folders);
        }

        List<byte[]> seeds() {
            List<byte[]> seeds = new ArrayList<>();
            for (String folder : folders) {
                try (Stream<Path> files = Files.list(Path.of("src/test/resources", folder))) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        seeds.add(Files.readAllBytes(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return seeds;
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void nothingEscapesAndNothingHangs(Target target) {
        List<byte[]> seeds = target.seeds();
        seeds.forEach(seed -> read(target, seed));
        Random random = new Random(42);
        long end = System.nanoTime() + EACH.toNanos();
        int done = 0;
        while (System.nanoTime() < end || done < 50) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                input = changed(input, seeds, random);
            }
            read(target, input);
            done++;
        }
    }

    private static void read(Target target, byte[] input) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        String shown = Base64.getEncoder().encodeToString(input);
        try {
            target.reader.accept(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(target + " on base64 " + shown, e);
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertTrue(took < HANG.toNanos(), () -> target + ": " + took + " ns on base64 " + shown);
    }

    private static byte[] changed(byte[] input, List<byte[]> seeds, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(1, 40));
        byte[] middle =
                switch (random.nextInt(6)) {
                    case 0 -> new byte[0];
                    case 1 -> new byte[] {(byte) random.nextInt(256)};
                    case 2 -> WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
                    case 3 ->
                            WORDS[random.nextInt(WORDS.length)]
                                    .repeat(random.nextInt(1, 300))
                                    .getBytes(StandardCharsets.UTF_8);
                    case 4 -> Arrays.copyOfRange(input, from, to);
                    default -> part(seeds.get(random.nextInt(seeds.size())), random);
                };
        boolean keep = random.nextBoolean();
        return joined(
                Arrays.copyOf(input, from),
                middle,
                Arrays.copyOfRange(input, keep ? from : to, input.length));
    }

    private static byte[] part(byte[] seed, Random random) {
        int from = random.nextInt(seed.length + 1);
        return Arrays.copyOfRange(seed, from, from + random.nextInt(seed.length - from + 1));
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}

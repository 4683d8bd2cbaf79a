package io.pgprov.it;

import io.pgprov.lab.LabHost;
import io.pgprov.lab.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Watches one host for secrets: argv and environment of its processes while a run lasts, and every file that was written
/// since. Its own files are in `/dev/shm`, which is not looked at.
final class SecretWatch {

    private static final String DIRECTORY = "/dev/shm/secret-watch";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final LabHost host;

    private SecretWatch(LabHost host) {
        this.host = host;
    }

    /// @param files further files to put beside its own, by name: see [#path]
    static SecretWatch start(LabHost host, Needles needles, Map<String, String> files) {
        SecretWatch watch = new SecretWatch(host);
        host.sh(
                "rm -rf "
                        + DIRECTORY
                        + "; mkdir -m 0700 "
                        + DIRECTORY
                        + " && touch "
                        + DIRECTORY
                        + "/stamp");
        watch.put("needles", needles.lines());
        watch.put("secrets.pl", script());
        files.forEach(watch::put);
        host.sh(
                "systemd-run -q --collect perl %1$s/secrets.pl watch %1$s/needles %1$s/report"
                        .formatted(DIRECTORY));
        Wait.until(
                host.name() + " is watched",
                LIMIT,
                () -> host.exec("test", "-e", DIRECTORY + "/report").succeeded(),
                there -> there);
        return watch;
    }

    /// Writes a file of mode 0600. Not while it watches: the text passes through an argv.
    private void put(String name, String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        host.exec(
                        "sh",
                        "-c",
                        "umask 077; printf %s \"$1\" | base64 -d >\"$2\"",
                        "sh",
                        encoded,
                        path(name))
                .orThrow(host.name() + ": " + path(name));
    }

    /// Where a file of a watch is on its host.
    static String path(String name) {
        return DIRECTORY + "/" + name;
    }

    /// Ends watching processes, and returns what was found as `NAME TAB cmdline|environ TAB PROGRAM`, with `rounds TAB N` last.
    List<String> stop() {
        host.sh("touch " + path("report.stop"));
        return Wait.until(
                        host.name() + "'s report",
                        LIMIT,
                        () -> host.exec("cat", path("report.done")),
                        result -> result.succeeded())
                .stdout()
                .lines()
                .toList();
    }

    /// Every file written or changed since the start that holds a secret, as `NAME TAB PATH`.
    List<String> files() {
        return host.sh(
                        "find / \\( -path /proc -o -path /sys -o -path /dev \\) -prune"
                                + " -o -type f -cnewer %1$s/stamp -print0 | perl %1$s/secrets.pl scan %1$s/needles"
                                        .formatted(DIRECTORY))
                .lines()
                .toList();
    }

    /// The secrets in the journal, whose files are compressed.
    List<String> journal() {
        return host.sh(
                        "journalctl -q -a -o export | perl %1$s/secrets.pl text %1$s/needles"
                                .formatted(DIRECTORY))
                .lines()
                .toList();
    }

    private static String script() {
        try (InputStream script = SecretWatch.class.getResourceAsStream("/lab/secrets.pl")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

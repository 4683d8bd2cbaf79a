package io.pgprov.lab;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/// The container engine, and what some engines need to be told. The only other such place is the environment that the
/// Failsafe plugin gives to lab tests (provisioner/pom.xml): Testcontainers reads those from nowhere else.
final class Engine {

    /// The first API version that Testcontainers 2.0 tries by itself.
    private static final double NEGOTIATED_API = 1.44;

    /// `lab/lab.sh image` exits with this where the release has no base image.
    private static final int NO_BASE_IMAGE = 4;

    private static final String API_VERSION = "api.version";

    static {
        askOldEnginesInTheirOwnVersion();
    }

    private Engine() {}

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    /// Testcontainers falls back to API 1.32, where an engine older than 25 silently ignores the cgroup namespace, and
    /// systemd does not come up.
    private static void askOldEnginesInTheirOwnVersion() {
        ExecResult answer =
                LocalCommand.run("docker", "version", "--format", "{{.Server.APIVersion}}");
        if (!answer.succeeded()) {
            throw new IllegalStateException(
                    "no container engine answers (bin/setup installs and starts one): "
                            + answer.stderr().strip());
        }
        String version = answer.stdout().strip();
        if (Double.parseDouble(version) < NEGOTIATED_API
                && System.getProperty(API_VERSION) == null) {
            System.setProperty(API_VERSION, version);
        }
    }

    /// The name of the lab host's image, which is built where it is missing. A release without a base image on this
    /// machine (an old one whose mirror is gone) skips the test, loudly.
    static String image(Lab.Spec spec) {
        ExecResult built =
                LocalCommand.run(
                        repository().resolve("lab/lab.sh").toString(),
                        "image",
                        spec.suite(),
                        spec.variant());
        if (built.exit() == NO_BASE_IMAGE && spec.suite().equals("bullseye")) {
            String message = "SKIPPED: " + built.stderr().strip();
            System.err.println(message);
            throw new TestAbortedException(message);
        }
        return built.orThrow("lab/lab.sh image");
    }

    static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("lab/lab.sh"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException(
                        "the tests must run inside the repository: no lab/lab.sh above "
                                + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}

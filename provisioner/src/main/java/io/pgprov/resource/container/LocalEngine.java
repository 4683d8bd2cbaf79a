package io.pgprov.resource.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgprov.local.LocalProgram;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The container engine of the machine that pgprov runs on, which may hold an image that hosts are sent.
final class LocalEngine {

    private static final Known<String, ImageSource> KNOWN = new Known<>();

    private static final LocalEngine HERE =
            new LocalEngine(List.of("docker", "podman"), Duration.ofSeconds(30));

    private static final Duration SAVING = Duration.ofMinutes(30);

    /// Bytes of what it says that are read.
    private static final int OUTPUT = 1 << 16;

    private final List<String> programs;
    private final Duration patience;

    /// @param programs engines, the one that is asked first first
    /// @param patience how long one may take to tell of an image. Of one that hangs nobody knows what it has, so that no other is
    ///     asked in its place
    LocalEngine(List<String> programs, Duration patience) {
        this.programs = List.copyOf(programs);
        this.patience = patience;
    }

    /// The image of that name.
    ///
    /// @throws ProblemException where no engine here has it, or one does not answer
    static ImageSource sent(String image) {
        try {
            return KNOWN.of(image, () -> HERE.ask(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImageSource ask(String image) {
        String name = image.replaceFirst("^localhost/", "");
        for (String program : programs) {
            for (String candidate : List.of(name, "localhost/" + name)) {
                Optional<String> id =
                        output(program, "image", "inspect", "-f", "{{.Id}}", candidate);
                if (id.isPresent()) {
                    String digest = id.get().strip().replaceFirst("^sha256:", "");
                    return new ImageSource.Sent(digest, new ImageFile(digest, ""));
                }
            }
        }
        throw new ProblemException(
                Problem.of(
                        "no container engine that runs on this machine has an image " + name,
                        "build it here (docker build -t "
                                + name
                                + " templates/image/postgresql), start the engine, or set container_image_archive"));
    }

    /// Writes the image of that id as an archive.
    static void save(String id, OutputStream out) throws IOException {
        for (String program : HERE.programs) {
            if (HERE.output(program, "image", "inspect", "-f", "{{.Id}}", id).isPresent()) {
                save(program, id, out);
                out.flush();
                return;
            }
        }
        throw new IOException("no container engine of this machine has it any more");
    }

    private static void save(String program, String id, OutputStream out) throws IOException {
        try {
            LocalProgram.Ended ended =
                    LocalProgram.copy(
                            new ProcessBuilder(program, "save", id)
                                    .redirectInput(LocalProgram.NO_INPUT),
                            SAVING,
                            out);
            if (!ended.inTime()) {
                throw new IOException(
                        program + " save took more than " + SAVING.toMinutes() + " minutes");
            }
            if (ended.status() != 0) {
                throw new IOException(
                        program + " save: " + new String(ended.printed(), UTF_8).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// What a program prints; empty where there is no such program, or it fails.
    ///
    /// @throws ProblemException where it does not end in time
    private Optional<String> output(String... words) {
        try {
            LocalProgram.Ended ended =
                    LocalProgram.run(
                            new ProcessBuilder(words)
                                    .redirectInput(LocalProgram.NO_INPUT)
                                    .redirectError(ProcessBuilder.Redirect.DISCARD),
                            patience,
                            OUTPUT);
            if (!ended.inTime()) {
                throw silent(words[0]);
            }
            return ended.status() == 0
                    ? Optional.of(new String(ended.printed(), UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private ProblemException silent(String program) {
        return new ProblemException(
                Problem.of(
                        program
                                + ", asked for the image to send, did not answer within "
                                + patience.toSeconds()
                                + " s",
                        "try: "
                                + program
                                + " image ls; restart the engine, or set container_image_archive"));
    }
}

package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Upload;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.HostScript.Entry;
import io.pgprov.shell.HostScript.Kind;
import io.pgprov.shell.Reply;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Sends the file that a change needs to its host, and says how far it is.
record Sending(String cluster, DesiredHost host, Change change, Consumer<Event> events) {

    private static final String ID = "file";

    /// Why a file did not arrive.
    sealed interface Failure {

        /// The connection is lost.
        record Cut(Problem problem) implements Failure {}

        /// The host would not take it, or it cannot be read here.
        record Refused(Problem problem) implements Failure {}
    }

    /// Sends it; empty where it has arrived whole.
    Optional<Failure> failure(Upload file, Connection connection) {
        events.accept(
                new Event.ChangeProgress(
                        cluster, host.host(), change, "preparing " + file.label()));
        Transcript transcript;
        try (Upload.Body body = file.open()) {
            HostScript script =
                    new HostScript(
                            host.platform(),
                            List.of(new Entry(ID, Kind.HOLD, file.receive(body.bytes()))));
            transcript = connection.send(script, body, sent -> told(file, sent, body.bytes()));
        } catch (UncheckedIOException e) {
            return Optional.of(unreadable(file, e.getCause()));
        } catch (IOException e) {
            return Optional.of(unreadable(file, e));
        } catch (ProblemException e) {
            return Optional.of(new Failure.Refused(e.problems().getFirst()));
        }
        Reply reply = transcript.replies().get(ID);
        if (reply != null && reply.ok()) {
            return Optional.empty();
        }
        return Optional.of(
                reply == null
                        ? new Failure.Cut(
                                transcript
                                        .failure()
                                        .orElse(
                                                Problem.of(
                                                        "the host did not answer",
                                                        "run apply again")))
                        : new Failure.Refused(
                                Problem.of(
                                                "%s: %s was not sent"
                                                        .formatted(change.subject(), file.label()),
                                                reply.lastErrorLines(20))
                                        .at("host " + host.host())));
    }

    private Failure unreadable(Upload file, IOException e) {
        return new Failure.Refused(
                Problem.of(
                                "%s: %s cannot be read: %s"
                                        .formatted(change.subject(), file.label(), e.getMessage()),
                                "")
                        .at("host " + host.host()));
    }

    private void told(Upload file, long sent, long bytes) {
        events.accept(
                new Event.ChangeProgress(
                        cluster,
                        host.host(),
                        change,
                        "sending %s: %d of %d MB"
                                .formatted(file.label(), sent >> 20, bytes >> 20)));
    }
}

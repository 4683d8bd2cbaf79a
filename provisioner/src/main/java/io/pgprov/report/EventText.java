package io.pgprov.report;

import io.pgprov.apply.Event;
import io.pgprov.model.HostName;
import java.util.List;
import java.util.stream.Collectors;

/// An event on one line, or a few where it is a problem. Each line starts with `cluster host:`, or `cluster:` where the event
/// is about the cluster.
final class EventText {

    private final Ink ink;

    EventText(Ink ink) {
        this.ink = ink;
    }

    List<String> lines(Event event) {
        return switch (event) {
            case Event.Looking(String cluster, String why, List<HostName> hosts) ->
                    cluster(cluster, ink.line(why) + ": " + names(hosts));
            case Event.Locked(String cluster, List<HostName> hosts) ->
                    cluster(cluster, "locked: " + names(hosts));
            case Event.Waiting(String cluster, HostName host, String text) ->
                    host(cluster, host, "waiting: " + ink.line(text));
            case Event.StageStarted(String cluster, int number, int of, var stage) ->
                    cluster(
                            cluster,
                            "stage %d of %d: %s".formatted(number, of, ink.line(stage.title())));
            case Event.ChangeStarted(String cluster, HostName host, var change) ->
                    host(cluster, host, ChangeText.title(ink, change));
            case Event.ChangeProgress(String cluster, HostName host, var _, String text) ->
                    host(cluster, host, "  " + ink.line(text));
            case Event.ChangeDone(String cluster, HostName host, var change, var took) ->
                    host(
                            cluster,
                            host,
                            "%s %s (%s)"
                                    .formatted(
                                            ink.green("done"),
                                            ink.line(change.subject()),
                                            Amount.duration(took)));
            case Event.ChangeFailed(String cluster, HostName host, var change, var problem) ->
                    host(
                            cluster,
                            host,
                            ink.red("FAILED")
                                    + " "
                                    + ink.line(change.subject())
                                    + "\n"
                                    + ink.problem(problem));
            case Event.HostLost(String cluster, HostName host, var problem) ->
                    host(cluster, host, ink.red("LOST") + "\n" + ink.problem(problem));
            case Event.Failed(String cluster, var problem) ->
                    cluster(cluster, ink.red("FAILED") + "\n" + ink.problem(problem));
            // The summary says how it ended.
            case Event.Finished _ -> List.of();
        };
    }

    /// A change whose start was not told: `+ directory /etc/x  done (0.1 s)`.
    List<String> whole(Event.ChangeDone done) {
        return host(
                done.cluster(),
                done.host(),
                "%s  %s (%s)"
                        .formatted(
                                ChangeText.title(ink, done.change()),
                                ink.green("done"),
                                Amount.duration(done.took())));
    }

    /// Whether somebody who only looks now and then must not miss it.
    static boolean lasting(Event event) {
        return switch (event) {
            case Event.ChangeFailed _, Event.HostLost _, Event.Failed _ -> true;
            case Event.Looking _,
                    Event.Locked _,
                    Event.Waiting _,
                    Event.StageStarted _,
                    Event.ChangeStarted _,
                    Event.ChangeProgress _,
                    Event.ChangeDone _,
                    Event.Finished _ ->
                    false;
        };
    }

    private List<String> cluster(String cluster, String text) {
        return prefixed(ink.line(cluster) + ": ", text);
    }

    private List<String> host(String cluster, HostName host, String text) {
        return prefixed(ink.line(cluster) + " " + ink.line(host) + ": ", text);
    }

    private static List<String> prefixed(String prefix, String text) {
        return text.lines().map(line -> prefix + line).toList();
    }

    private String names(List<HostName> hosts) {
        return hosts.stream().map(ink::line).collect(Collectors.joining(", "));
    }
}

package io.pgprov.report;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of the live view. Not safe for several threads; [LiveEvents] guards it.
final class LiveTable {

    private final Ink ink;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, String> stages = new LinkedHashMap<>();

    LiveTable(Ink ink) {
        this.ink = ink;
    }

    void take(Event event, Instant now) {
        switch (event) {
            case Event.Looking(String cluster, String why, List<HostName> hosts) ->
                    hosts.forEach(host -> row(cluster, host).is(why, State.ACTIVE, now));
            case Event.Locked(String cluster, List<HostName> hosts) ->
                    hosts.forEach(host -> row(cluster, host).is("locked", State.IDLE, now));
            case Event.Waiting(String cluster, HostName host, String text) ->
                    row(cluster, host).is("waiting: " + text, State.ACTIVE, now);
            case Event.StageStarted(String cluster, int number, int of, var stage) -> {
                stages.put(cluster, number + "/" + of);
                for (HostName host : stage.hosts()) {
                    row(cluster, host).is(stage.title(), State.ACTIVE, now);
                }
            }
            case Event.ChangeStarted(String cluster, HostName host, Change change) ->
                    row(cluster, host).is(words(change), State.ACTIVE, now);
            case Event.ChangeProgress(String cluster, HostName host, Change change, String text) ->
                    row(cluster, host).progress(change.subject() + ": " + text);
            case Event.ChangeDone(String cluster, HostName host, var _, var _) ->
                    row(cluster, host).done(now);
            case Event.ChangeFailed(String cluster, HostName host, Change change, var _) ->
                    row(cluster, host).is("FAILED " + words(change), State.BROKEN, now);
            case Event.HostLost(String cluster, HostName host, var problem) ->
                    row(cluster, host).is("LOST " + problem.what(), State.BROKEN, now);
            case Event.Failed(String cluster, var _) -> stages.put(cluster, "failed");
            case Event.Finished(String cluster, List<Outcome> outcomes) -> {
                for (Outcome outcome : outcomes) {
                    Ending ending = Ending.of(outcome);
                    row(cluster, outcome.host())
                            .is(ending.label(), ending.good() ? State.FINE : State.BROKEN, now);
                }
            }
        }
    }

    /// One line per host, what is active first, none longer than the window is wide.
    List<String> rows(Instant now, int columns) {
        int width = rows.values().stream().mapToInt(r -> ink.line(r.name).length()).max().orElse(0);
        return rows.values().stream()
                .sorted(Comparator.comparing(row -> row.state))
                .map(row -> line(row, width, now, columns))
                .toList();
    }

    List<String> current() {
        List<String> current = new ArrayList<>();
        for (Row row : rows.values()) {
            if (row.state == State.ACTIVE) {
                current.add(ink.line(row.name) + ": " + ink.line(row.text));
            }
        }
        return current;
    }

    private String line(Row row, int width, Instant now, int columns) {
        String elapsed =
                row.state == State.ACTIVE
                        ? "  " + Duration.between(row.since, now).toSeconds() + " s"
                        : "";
        String stage = stages.getOrDefault(row.cluster, "");
        String head = ChangeText.padded(ink.line(row.name), width) + "  ";
        String start = head + ChangeText.padded(stage, 6) + "  ";
        int room = columns - 1 - start.length() - elapsed.length();
        if (room < 1) {
            return cut(head + ink.line(row.text), columns - 1);
        }
        String text = cut(ink.line(row.text), room) + elapsed;
        return start
                + switch (row.state) {
                    case ACTIVE -> ink.cyan(text);
                    case BROKEN -> ink.red(text);
                    case FINE -> ink.green(text);
                    case IDLE -> ink.dim(text);
                };
    }

    private static String cut(String text, int room) {
        if (text.length() <= room) {
            return text;
        }
        int end = Math.max(0, room - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    private static String words(Change change) {
        return change.summary().isEmpty()
                ? change.action().label() + " " + change.subject()
                : change.subject() + ": " + change.summary();
    }

    private Row row(String cluster, HostName host) {
        return rows.computeIfAbsent(LiveEvents.name(cluster, host), name -> new Row(cluster, name));
    }

    /// In the order in which rows are shown.
    private enum State {
        BROKEN,
        ACTIVE,
        IDLE,
        FINE
    }

    private static final class Row {
        private final String cluster;
        private final String name;
        private String text = "";
        private State state = State.IDLE;
        private Instant since = Instant.EPOCH;
        private int changes;

        private Row(String cluster, String name) {
            this.cluster = cluster;
            this.name = name;
        }

        private void is(String now, State next, Instant at) {
            if (state == State.BROKEN && next != State.BROKEN) {
                return;
            }
            text = now;
            state = next;
            since = at;
        }

        private void progress(String now) {
            text = now;
        }

        private void done(Instant at) {
            changes++;
            is(Amount.of(changes, "change") + " done", State.IDLE, at);
        }
    }
}

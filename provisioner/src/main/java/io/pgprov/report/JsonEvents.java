package io.pgprov.report;

import static io.pgprov.report.Json.object;
import static io.pgprov.report.Json.word;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.Change;
import io.pgprov.model.HostName;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// Prints each event as one line of JSON, `docs/schema/apply.json`, and the summary as the last one.
public final class JsonEvents implements EventListener {

    private final PrintStream out;
    private final Json json;
    private final InstantSource clock;
    private boolean closed;

    public JsonEvents(PrintStream out, Redactor redactor, InstantSource clock) {
        this.out = out;
        this.json = new Json(redactor);
        this.clock = clock;
    }

    @Override
    public synchronized void accept(Event event) {
        if (closed) {
            return;
        }
        Map<String, Object> line = Json.document("event");
        line.put("event", word(name(event)));
        line.put("time", word(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
        line.put("cluster", event.cluster());
        line.putAll(fields(event));
        print(line);
    }

    /// The last line of a run.
    public synchronized void summary(List<Outcome> outcomes, Duration took, int exitCode) {
        Map<String, Object> line = Json.document("summary");
        line.put("exit_code", exitCode);
        line.put("took_ms", took.toMillis());
        line.put("hosts", outcomes.stream().map(JsonEvents::outcome).toList());
        print(line);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void print(Map<String, Object> line) {
        out.print(json.write(line, Json.Layout.LINE));
        out.flush();
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.Looking _ -> "looking";
            case Event.Locked _ -> "locked";
            case Event.Waiting _ -> "waiting";
            case Event.StageStarted _ -> "stage_started";
            case Event.ChangeStarted _ -> "change_started";
            case Event.ChangeProgress _ -> "change_progress";
            case Event.ChangeDone _ -> "change_done";
            case Event.ChangeFailed _ -> "change_failed";
            case Event.HostLost _ -> "host_lost";
            case Event.Failed _ -> "failed";
            case Event.Finished _ -> "finished";
        };
    }

    private static Map<String, Object> fields(Event event) {
        return switch (event) {
            case Event.Looking(var _, String why, var hosts) -> object("why", why, "hosts", hosts);
            case Event.Locked(var _, var hosts) -> object("hosts", hosts);
            case Event.Waiting(var _, var host, String text) -> object("host", host, "text", text);
            case Event.StageStarted(var _, int number, int of, var stage) ->
                    object("number", number, "of", of, "title", stage.title());
            case Event.ChangeStarted(var _, var host, var change) -> change(host, change);
            case Event.ChangeProgress(var _, var host, var change, String text) ->
                    with(change(host, change), "text", text);
            case Event.ChangeDone(var _, var host, var change, var took) ->
                    with(change(host, change), "took_ms", took.toMillis());
            case Event.ChangeFailed(var _, var host, var change, var problem) ->
                    with(change(host, change), "problem", Json.problem(problem));
            case Event.HostLost(var _, var host, var problem) ->
                    object("host", host, "problem", Json.problem(problem));
            case Event.Failed(var _, var problem) -> object("problem", Json.problem(problem));
            case Event.Finished(var _, var outcomes) ->
                    object("hosts", outcomes.stream().map(JsonEvents::outcome).toList());
        };
    }

    private static Map<String, Object> change(HostName host, Change change) {
        Map<String, Object> fields = object("host", host);
        fields.putAll(PlanJson.change(change));
        return fields;
    }

    private static Map<String, Object> with(Map<String, Object> fields, String name, Object value) {
        fields.put(name, value);
        return fields;
    }

    private static Map<String, Object> outcome(Outcome outcome) {
        Ending ending = Ending.of(outcome);
        return object(
                "host", outcome.host(),
                "outcome", word(ending.label()),
                "changes", ending.changes(),
                "problems", Json.problems(ending.problems()));
    }
}

package io.pgprov.report;

import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.util.List;
import java.util.Optional;

/// A value on one host: what is wanted, where that comes from, what is there, and what changing it costs.
///
/// @param key a variable of the inventory, or a setting of PostgreSQL
/// @param wanted the effective value as text
/// @param why how it was derived, or empty where it simply stands in a file: `25 % of 4 GB memory`
/// @param origin the place that decides
/// @param overridden places that say something too and lose, strongest first
/// @param live the value that is in force on the host; empty where it was not asked or has none
/// @param liveSource where the host takes it from: `/etc/postgresql/15/main/conf.d/pgprov.conf:12`; may be empty
/// @param unanswered why the live value was asked for in vain; empty where it was not
/// @param cost what changing it costs; empty for a variable that is no setting
public record Explanation(
        HostName host,
        String key,
        String wanted,
        String why,
        Origin origin,
        List<Origin> overridden,
        Optional<String> live,
        String liveSource,
        Optional<Problem> unanswered,
        Optional<Impact> cost) {

    public Explanation {
        overridden = List.copyOf(overridden);
    }

    /// False where the live value was asked for in vain.
    public boolean hostAnswered() {
        return unanswered.isEmpty();
    }

    /// The text for people, ending with a line break.
    public String text(Ink ink) {
        StringBuilder text = new StringBuilder();
        text.append(ink.bold(ink.line(host) + ":" + ink.line(key))).append('\n');
        row(text, "wanted", ink.line(wanted) + (why.isEmpty() ? "" : "  (" + ink.line(why) + ")"));
        row(text, "from", ink.line(origin));
        overridden.forEach(place -> row(text, "beats", ink.line(place)));
        live.ifPresent(value ->
                row(
                        text,
                        "live",
                        ink.line(value)
                                + (liveSource.isEmpty()
                                        ? ""
                                        : "  (" + ink.line(liveSource) + ")")));
        unanswered.ifPresent(problem -> {
            row(text, "live", ink.red("could not be read: " + ink.line(problem.what())));
            if (!problem.hint().isEmpty()) {
                row(text, "hint", ink.line(problem.hint()));
            }
        });
        cost.ifPresent(impact -> row(text, "to change", impact.label()));
        return text.toString();
    }

    /// The JSON document, `docs/schema/explain.json`, ending with a line break.
    public String json(Redactor redactor, int exitCode) {
        var document = Json.document("explain");
        document.put("exit_code", exitCode);
        document.put("host", host);
        document.put("key", key);
        document.put("wanted", wanted);
        document.put("why", why);
        document.put("origin", origin.toString());
        document.put("overridden", overridden.stream().map(Origin::toString).toList());
        live.ifPresent(value -> document.put("live", value));
        document.put("live_source", liveSource);
        document.put("host_answered", hostAnswered());
        cost.ifPresent(impact -> document.put("cost", Json.word(impact.label())));
        return new Json(redactor).write(document, Json.Layout.DOCUMENT);
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(ChangeText.padded(name, 9))
                .append("  ")
                .append(value)
                .append('\n');
    }
}

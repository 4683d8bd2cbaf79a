package io.pgprov.report;

import static io.pgprov.report.Json.object;
import static io.pgprov.report.Json.word;

import java.util.Locale;
import java.util.Map;

/// The status of every replication group as one JSON document, `docs/schema/status.json`.
public final class StatusJson {

    private final Redactor redactor;

    public StatusJson(Redactor redactor) {
        this.redactor = redactor;
    }

    /// An indented document, ending with a line break.
    public String render(Status status, int exitCode) {
        Map<String, Object> document = Json.document("status");
        document.put("exit_code", exitCode);
        document.put("groups", status.groups().stream().map(StatusJson::group).toList());
        return new Json(redactor).write(document, Json.Layout.DOCUMENT);
    }

    private static Map<String, Object> group(Status.Group group) {
        return object(
                "name", group.name(),
                "ok", group.ok(),
                "servers", group.servers().stream().map(StatusJson::server).toList());
    }

    private static Map<String, Object> server(ServerStatus server) {
        Map<String, Object> object =
                object(
                        "host", server.host(),
                        "wanted", word(server.wanted().label()),
                        "seen", word(server.seen()),
                        "health", word(server.health().name().toLowerCase(Locale.ROOT)),
                        "state", server.state());
        server.timeline().ifPresent(timeline -> object.put("timeline", timeline));
        server.lsn().ifPresent(lsn -> object.put("lsn", word(lsn.toString())));
        server.lagBytes().ifPresent(bytes -> object.put("lag_bytes", bytes));
        object.put("sync_state", server.syncState());
        object.put("slot", server.slot());
        object.put("upstream", server.upstream());
        object.put("next", server.next());
        return object;
    }
}

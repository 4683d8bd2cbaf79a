package io.pgprov.report;

import static io.pgprov.report.Json.object;
import static io.pgprov.report.Json.word;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Difference;
import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ServiceAction;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.PlannedChange;
import io.pgprov.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A plan as one JSON document, `docs/schema/plan.json`; `plan` and `drift` differ in its `kind` only.
public final class PlanJson {

    /// What the document is for.
    public enum Kind {
        PLAN,
        DRIFT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Redactor redactor;

    public PlanJson(Redactor redactor) {
        this.redactor = redactor;
    }

    /// An indented document, ending with a line break.
    public String render(Kind kind, DesiredState desired, Plan plan, int exitCode) {
        return new Json(redactor)
                .write(document(kind, desired, plan, exitCode), Json.Layout.DOCUMENT);
    }

    /// The same on one line: what `apply` prints first.
    public String line(DesiredState desired, Plan plan, int exitCode) {
        return new Json(redactor)
                .write(document(Kind.PLAN, desired, plan, exitCode), Json.Layout.LINE);
    }

    private static Map<String, Object> document(
            Kind kind, DesiredState desired, Plan plan, int exitCode) {
        Map<String, Object> document = Json.document(kind.label());
        document.put("exit_code", exitCode);
        document.put("in_sync", plan.inSync() && !plan.unreachable());
        PlanCount count = PlanCount.of(plan);
        document.put(
                "summary",
                object(
                        "changes", count.changes(),
                        "hosts", count.hosts(),
                        "stages", count.stages(),
                        "impact", word(count.impact().label()),
                        "in_sync", count.inSync(),
                        "refused", count.refused(),
                        "left_alone", count.leftAlone(),
                        "unreachable", count.unreachable()));
        document.put("notes", desired.notes());
        document.put("warnings", Json.problems(desired.warnings()));
        document.put("clusters", plan.clusters().stream().map(PlanJson::cluster).toList());
        return document;
    }

    private static Map<String, Object> cluster(ClusterPlan cluster) {
        List<Object> stages = new ArrayList<>();
        for (Stage stage : cluster.stages()) {
            stages.add(
                    object(
                            "number", stages.size() + 1,
                            "title", stage.title(),
                            "changes", stage.changes().stream().map(PlanJson::planned).toList()));
        }
        return object(
                "name", cluster.name(),
                "hosts", cluster.hosts(),
                "in_sync", cluster.inSyncCount(),
                "impact", word(cluster.impact().label()),
                "refusals", cluster.refusals().stream().map(PlanJson::refusal).toList(),
                "unreachable", byHost(cluster.unreachable()),
                "left_alone", byHost(cluster.held()),
                "stages", stages,
                "not_known_yet", cluster.awaited().stream().map(PlanJson::awaited).toList());
    }

    private static List<Map<String, Object>> byHost(Map<HostName, Problem> problems) {
        return new TreeMap<>(problems)
                .entrySet().stream()
                        .map(e -> object("host", e.getKey(), "problem", Json.problem(e.getValue())))
                        .toList();
    }

    private static Map<String, Object> awaited(ClusterPlan.Awaited awaited) {
        return object(
                "host", awaited.resource().host(),
                "resource", address(awaited.resource().address()),
                "until", awaited.until());
    }

    private static Map<String, Object> refusal(ClusterPlan.Refusal refusal) {
        return object(
                "host", refusal.host(),
                "subject", refusal.subject(),
                "problem", Json.problem(refusal.problem()));
    }

    private static Map<String, Object> planned(PlannedChange planned) {
        Map<String, Object> object = object("host", planned.host());
        object.putAll(change(planned.change()));
        object.put("certain", planned.certain());
        if (!planned.certain()) {
            object.put("expected_once", planned.expected());
        }
        object.put("file", planned.origin().file());
        object.put("line", planned.origin().line());
        object.put(
                "differences",
                planned.change().differences().stream().map(PlanJson::difference).toList());
        planned.change().then().ifPresent(then -> object.put("then", then(then)));
        return object;
    }

    private static Map<String, Object> then(ServiceAction action) {
        return object(
                "service", address(action.service()),
                "action", word(action.kind().name().toLowerCase(Locale.ROOT)),
                "why", action.why());
    }

    /// What a change is, without its differences.
    static Map<String, Object> change(Change change) {
        return object(
                "resource", address(change.address()),
                "action", word(change.action().label()),
                "summary", change.summary(),
                "impact", word(change.impact().label()));
    }

    private static Map<String, Object> address(Address address) {
        return object("type", word(address.type()), "name", address.name());
    }

    private static Map<String, Object> difference(Difference difference) {
        return switch (difference) {
            case Difference.Value(String name, String before, String after, String why) ->
                    object(
                            "kind", word("value"),
                            "name", name,
                            "before", before,
                            "after", after,
                            "why", why);
            case Difference.Text text ->
                    object(
                            "kind", word("text"),
                            "name", text.name(),
                            "diff", String.join("\n", TextDiff.lines(text)));
            case Difference.Hidden(String name) -> object("kind", word("hidden"), "name", name);
        };
    }
}

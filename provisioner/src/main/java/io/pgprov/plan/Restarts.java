package io.pgprov.plan;

import io.pgprov.model.Change;
import io.pgprov.model.Change.Action;
import io.pgprov.model.HostName;
import io.pgprov.model.ServiceAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The restarts of one cluster, each with the changes that ask for it, which are made just before it.
///
/// A value that keeps a server from starting then lies on one host, whose restart fails and puts it right; the files of all
/// other hosts are as they were.
final class Restarts {

    private final Map<HostName, List<PlannedChange>> asking = new LinkedHashMap<>();
    private final Map<HostName, Map<String, PlannedChange>> restarts = new LinkedHashMap<>();

    /// Whether a change is a restart or asks for one.
    static boolean concern(Change change) {
        return change.then()
                .map(action -> action.kind() == ServiceAction.Kind.RESTART)
                .orElse(change.action() == Action.RESTART);
    }

    void add(PlannedChange planned) {
        if (planned.change().then().isEmpty()) {
            restart(planned);
            return;
        }
        asking.computeIfAbsent(planned.host(), host -> new ArrayList<>()).add(planned);
        ServiceAction action = planned.change().then().get();
        restart(new PlannedChange(planned.host(), action.change(), "", planned.origin()));
    }

    boolean include(HostName host) {
        return restarts.containsKey(host);
    }

    void drop(HostName host) {
        asking.remove(host);
        restarts.remove(host);
    }

    /// Everything of one host, the restart at the end.
    List<PlannedChange> on(HostName host) {
        List<PlannedChange> changes = new ArrayList<>(asking.getOrDefault(host, List.of()));
        changes.addAll(restarts.getOrDefault(host, Map.of()).values());
        return changes;
    }

    /// One restart per service and host, whatever asks for it.
    private void restart(PlannedChange restart) {
        restarts.computeIfAbsent(restart.host(), host -> new LinkedHashMap<>())
                .merge(
                        restart.change().address().toString(),
                        restart,
                        (first, second) ->
                                new PlannedChange(
                                        first.host(),
                                        first.change().merged(second.change()),
                                        "",
                                        first.origin()));
    }
}

package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The service of the host's PostgreSQL instance: it runs, accepts connections, and starts with the host.
///
/// A start returns once the server accepts connections; crash recovery may take as long as it moves.
public record Service() implements Resource<Service.Observed> {

    /// The name under which other resources refer to it.
    public static final String POSTGRESQL = "postgresql";

    public static final Address ADDRESS = new Address("service", POSTGRESQL);

    public sealed interface Observed {

        /// The platform knows no such instance, since no cluster was made yet.
        record NoInstance() implements Observed {}

        /// An administrator has masked the unit.
        record Masked() implements Observed {}

        /// Its unit, or without systemd its process, is there.
        ///
        /// @param boot `auto`, or why it does not start with the host: `manual`, `disabled` (Debian's `start.conf`), `off` (the unit)
        record Running(String boot) implements Observed {}

        /// It is down.
        ///
        /// @param state `inactive`, `failed` or `deactivating`
        /// @param listener who has its port; empty where nobody does
        record Stopped(String state, String boot, String listener) implements Observed {}
    }

    public static Service from(Arguments arguments) {
        String name = arguments.text("name", POSTGRESQL);
        arguments.finish();
        if (!name.equals(POSTGRESQL)) {
            throw arguments.problem(
                    "unknown service " + name, "only postgresql, the instance of the host");
        }
        return new Service();
    }

    /// Makes the server read its configuration again.
    ///
    /// @param why what needs it: `pg_hba.conf`
    public static ServiceAction reload(String why) {
        return new ServiceAction(
                ADDRESS, ServiceAction.Kind.RELOAD, ShellCall.of("service_reload"), why);
    }

    /// Restarts the server. Returns once it accepts connections, and a standby streams again, or the primary's standbys do.
    ///
    /// @param why what needs it: `max_connections`
    public static ServiceAction restart(String why) {
        return new ServiceAction(
                ADDRESS, ServiceAction.Kind.RESTART, ShellCall.of("service_restart"), why);
    }

    @Override
    public Address address() {
        return ADDRESS;
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("service_probe"), Service::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.NoInstance() -> notMadeYet(view.server().data());
            case Observed.Masked() ->
                    Verdict.refused(
                            "the unit of PostgreSQL is masked on this host",
                            "unmask it there if the server may run: systemctl unmask");
            case Observed.Running(String boot) -> {
                List<Change> changes = new ArrayList<>(enabling(boot));
                if (view.server().process() instanceof Server.Process.NotAnswering(String why)) {
                    changes.add(start("wait until it accepts connections (" + why + ")"));
                }
                yield Verdict.of(changes);
            }
            case Observed.Stopped(String state, String boot, String listener) ->
                    stopped(state, boot, listener, view);
        };
    }

    /// Before the cluster is made, its start is certain; where something else stands in its place, nothing is.
    private Verdict notMadeYet(DataDirectory data) {
        return switch (data) {
            case DataDirectory.Missing(), DataDirectory.Empty _, DataDirectory.Cluster _ ->
                    Verdict.drift(start("start"));
            case DataDirectory.Foreign _, DataDirectory.Unreadable _ ->
                    new Verdict.Pending("the data directory is a cluster", List.of());
        };
    }

    private Verdict stopped(String state, String boot, String listener, View view) {
        if (!listener.isEmpty() && view.server().up().isEmpty()) {
            return Verdict.refused(
                    "the server is down and its port is in use by " + listener,
                    "stop that process, or set another pg_port");
        }
        List<Change> changes = new ArrayList<>(enabling(boot));
        changes.add(
                start("start")
                        .differing(List.of(new Difference.Value("state", state, "running", ""))));
        return Verdict.of(changes);
    }

    private List<Change> enabling(String boot) {
        if (boot.equals("auto")) {
            return List.of();
        }
        return List.of(
                Change.of(
                                Change.Action.UPDATE,
                                ADDRESS,
                                "start with the host",
                                ShellCall.of("service_enable"))
                        .differing(
                                List.of(
                                        new Difference.Value(
                                                "start with the host", boot, "auto", ""))));
    }

    private Change start(String summary) {
        return Change.of(Change.Action.START, ADDRESS, summary, ShellCall.of("service_start"));
    }

    private static Observed observed(Reply reply) {
        Map<String, List<String>> words = reply.values();
        String boot = words.getOrDefault("boot", List.of("auto")).getFirst();
        String activity = words.getOrDefault("activity", List.of("")).getFirst();
        return switch (activity) {
            case "none" -> new Observed.NoInstance();
            case "masked" -> new Observed.Masked();
            case "active", "activating", "reloading" -> new Observed.Running(boot);
            case "inactive", "failed", "deactivating" ->
                    new Observed.Stopped(
                            activity, boot, words.getOrDefault("listener", List.of("")).getFirst());
            default -> throw new Probe.UnreadableReply("unknown state of a service: " + activity);
        };
    }
}

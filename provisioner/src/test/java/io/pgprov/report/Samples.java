package io.pgprov.report;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.Change.Action;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Difference;
import io.pgprov.model.HostName;
import io.pgprov.model.Impact;
import io.pgprov.model.Member;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.Reference;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Secret;
import io.pgprov.model.ServerRole;
import io.pgprov.model.ServiceAction;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.ClusterPlan.Refusal;
import io.pgprov.plan.Plan;
import io.pgprov.plan.PlannedChange;
import io.pgprov.plan.Stage;
import io.pgprov.shell.Platform;
import io.pgprov.shell.ShellCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A cluster `orders` of three hosts, and plans for it.
public final class Samples {

    public static final HostName PG1 = new HostName("pg1");
    public static final HostName PG2 = new HostName("pg2");
    public static final HostName PG3 = new HostName("pg3");
    public static final Secret PASSWORD = new Secret("s3cr3t'pass word");

    private static final Origin PLAYBOOK = new Origin("built-in playbook native.yml", 12);
    private static final List<HostName> HOSTS = List.of(PG1, PG2, PG3);

    private Samples() {}

    public static DesiredState desired() {
        var group =
                new ReplicationGroup(
                        "orders",
                        List.of(
                                member(PG1, ServerRole.PRIMARY),
                                member(PG2, ServerRole.REPLICA),
                                member(PG3, ServerRole.REPLICA)));
        var platform = new Platform("15", "main", 5432, "", "");
        var hosts = HOSTS.stream().map(h -> new DesiredHost(h, platform, List.of())).toList();
        return new DesiredState(
                List.of(new DesiredCluster("orders", List.of(group), hosts)),
                List.of(),
                List.of(),
                Set.of(PASSWORD));
    }

    public static DesiredState desiredWithNotes() {
        DesiredState plain = desired();
        return new DesiredState(
                plain.clusters(),
                List.of("pgprov/playbooks/native.yml replaces the built-in playbook"),
                List.of(
                        new Problem(
                                "PostgreSQL 13 is past its end of life",
                                "inventory.yml:4",
                                "plan an upgrade")),
                plain.secrets());
    }

    private static Member member(HostName host, ServerRole role) {
        return new Member(host, role, host.name(), 5432, host.name(), host.name(), PG1);
    }

    public static Plan inSync() {
        return plan(List.of(), Map.of(), Map.of(), List.of(), List.of());
    }

    /// Nothing is there yet: certain changes first, expected ones later.
    public static Plan freshFleet() {
        Stage install =
                new Stage(
                        "packages and files",
                        HOSTS.stream()
                                .flatMap(h ->
                                        List.of(certain(h, packages()), certain(h, dropIn()))
                                                .stream())
                                .toList());
        Stage primary =
                new Stage(
                        "primary",
                        List.of(
                                expected(
                                        PG1,
                                        change(
                                                Action.CREATE,
                                                "postgres_cluster",
                                                "15/main",
                                                "initdb"),
                                        "postgresql-15 is installed"),
                                expected(PG1, role(), "the server runs"),
                                expected(
                                        PG1,
                                        change(
                                                Action.CREATE,
                                                "replication_slot",
                                                "pg2",
                                                "add slot pg2"),
                                        "the server runs")));
        Change clone =
                change(Action.CLONE, "replica", "15/main", "base backup from pg1, about 42 MB");
        Stage replicas =
                new Stage(
                        "base backup of pg2, pg3",
                        List.of(
                                expected(PG2, clone, "pg1 accepts connections"),
                                expected(PG3, clone, "pg1 accepts connections")));
        return plan(List.of(install, primary, replicas), Map.of(), Map.of(), List.of(), List.of());
    }

    /// A setting that only a restart brings into force.
    public static Plan restart() {
        Address service = new Address("service", "postgresql@15-main");
        Change settings =
                Change.update(
                                new Address("postgres_settings", "15/main"),
                                ShellCall.of("postgres_settings_write", "x"))
                        .differing(
                                List.of(
                                        new Difference.Value(
                                                "max_connections",
                                                "100",
                                                "200",
                                                "group_vars/orders.yml:4"),
                                        new Difference.Value(
                                                "shared_buffers",
                                                "128MB",
                                                "1GB",
                                                "25 % of 4 GB memory"),
                                        new Difference.Value("wal_keep_size", "", "256MB", "")))
                        .costing(Impact.RESTART)
                        .then(
                                new ServiceAction(
                                        service,
                                        ServiceAction.Kind.RESTART,
                                        ShellCall.of("service_restart", "x"),
                                        "max_connections"));
        Change restart =
                Change.of(
                                Action.RESTART,
                                service,
                                "restart for max_connections, shared_buffers",
                                ShellCall.of("service_restart", "x"))
                        .costing(Impact.RESTART);
        return plan(
                List.of(
                        new Stage(
                                "settings",
                                List.of(certain(PG2, settings), certain(PG1, settings))),
                        new Stage("restart pg2", List.of(certain(PG2, restart))),
                        new Stage("restart pg1", List.of(certain(PG1, restart)))),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    /// A line of somebody's file is commented out on a host that is restarted, too.
    public static Plan takeover() {
        Change comment =
                Change.update(
                                new Address("postgres_settings", "15/main"),
                                ShellCall.of("postgres_settings_silence", "1 work_mem /x.conf"))
                        .costing(Impact.TAKEOVER);
        List<Stage> stages =
                Stream.concat(
                                Stream.of(new Stage("change pg2", List.of(certain(PG2, comment)))),
                                restart().clusters().getFirst().stages().stream())
                        .toList();
        return plan(stages, Map.of(), Map.of(), List.of(), List.of());
    }

    /// One host refused, one unreachable, the rest partly left alone.
    public static Plan trouble() {
        return plan(
                List.of(new Stage("packages", List.of(certain(PG1, packages())))),
                Map.of(
                        PG2,
                        Problem.of(
                                "no route to host 192.0.2.7", "check the host, then plan again")),
                Map.of(
                        PG1,
                        Problem.of(
                                "pg2 did not answer, and restarts go one by one",
                                "bring pg2 back")),
                List.of(
                        new Refusal(
                                PG3,
                                "replica 15/main",
                                new Problem(
                                        "the data directory holds another cluster: system identifier 7301, primary's 7299",
                                        "host pg3",
                                        "move it away if nobody needs it\nthen plan again"))),
                List.of(
                        new ClusterPlan.Awaited(
                                new Reference(PG3, new Address("replication_slot", "pg3")),
                                "replication_slot pg3",
                                "the replica is in place")));
    }

    public static Plan unreachableOnly() {
        return plan(
                List.of(),
                Map.of(PG2, Problem.of("connection refused", "is sshd running?")),
                Map.of(),
                List.of(),
                List.of());
    }

    /// In sync but for a locale that no run changes.
    public static Plan noted() {
        var note =
                new ClusterPlan.Note(
                        PG1,
                        "postgres_cluster 15/main",
                        Problem.of(
                                "locale is en_US.UTF-8, wanted C.UTF-8",
                                "it is chosen at initdb only: change pg_locale"));
        return new Plan(
                List.of(
                        new ClusterPlan(
                                "orders",
                                HOSTS,
                                List.of(),
                                Map.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                List.of(note),
                                42)));
    }

    /// A role whose password came back from a host in an error, and text that would colour the screen.
    public static Plan hostile() {
        Change change =
                change(
                        Action.UPDATE,
                        "postgres_role",
                        "a\u001b[31mb\u202ec",
                        "password " + PASSWORD.reveal());
        return plan(
                List.of(new Stage("roles", List.of(certain(PG1, change)))),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    public static Plan plan(
            List<Stage> stages,
            Map<HostName, Problem> unreachable,
            Map<HostName, Problem> held,
            List<Refusal> refusals,
            List<ClusterPlan.Awaited> awaited) {
        return new Plan(
                List.of(
                        new ClusterPlan(
                                "orders",
                                HOSTS,
                                refusals,
                                unreachable,
                                held,
                                stages,
                                awaited,
                                List.of(),
                                42)));
    }

    public static Change packages() {
        return change(Action.CREATE, "package", "postgresql-15", "install 15.8-0+deb12u1");
    }

    /// A new file, long enough to be cut.
    static Change dropIn() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 50; i++) {
            text.append("setting_").append(i).append(" = on\n");
        }
        return change(
                        Action.CREATE,
                        "file",
                        "/etc/postgresql-common/createcluster.d/pgprov.conf",
                        "create")
                .differing(List.of(new Difference.Text("content", "", text.toString())));
    }

    private static Change role() {
        return change(Action.CREATE, "postgres_role", "replicator", "create")
                .differing(List.of(new Difference.Hidden("password")));
    }

    static Change change(Action action, String type, String name, String summary) {
        return Change.of(
                action, new Address(type, name), summary, ShellCall.of(type + "_make", name));
    }

    static PlannedChange certain(HostName host, Change change) {
        return new PlannedChange(host, change, "", PLAYBOOK);
    }

    static PlannedChange expected(HostName host, Change change, String once) {
        return new PlannedChange(host, change, once, PLAYBOOK);
    }
}

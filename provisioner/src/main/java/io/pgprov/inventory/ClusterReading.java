package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Member;
import io.pgprov.model.Origin;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Secret;
import io.pgprov.model.ServerRole;
import io.pgprov.template.None;
import io.pgprov.template.SecretSources;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Compares the members of one cluster and, where nothing is wrong, makes the cluster of them.
final class ClusterReading {

    private static final long WAIT_SECONDS = 60;

    private final String name;
    private final List<HostReading> members;
    private final Findings findings;

    ClusterReading(String name, List<HostReading> members, Findings findings) {
        this.name = name;
        this.members = List.copyOf(members);
        this.findings = findings;
    }

    void check() {
        boolean modesKnown = members.stream().allMatch(m -> m.nativeMode().isPresent());
        List<HostReading> replicating = members.stream().filter(HostReading::replicates).toList();
        if (modesKnown && replicating.isEmpty()) {
            checkStandalone();
            return;
        }
        replicating.forEach(HostReading::require);
        if (modesKnown && replicating.size() < members.size()) {
            HostReading odd =
                    members.stream().filter(m -> !m.replicates()).findFirst().orElseThrow();
            odd.fields()
                    .problem(
                            "pg_cluster",
                            "cluster " + name + " has HA_MODE=native on some of its hosts only",
                            "set ha_mode: native in a group that holds all of them");
        }
        checkPrimary();
        checkSame("pg_version", m -> m.platform().version());
        checkSame("replication_user", HostReading::user);
        checkSame("replication_password", HostReading::password);
        for (String variable :
                List.of(
                        "replication_hba",
                        "replication_synchronous_mode",
                        "replication_synchronous_count",
                        "replication_synchronous_replicas")) {
            checkSame(
                    variable,
                    m -> m.fields().node(variable).map(Yaml::plain).orElse(None.NONE).toString());
        }
        checkUnique(
                members.stream().filter(HostReading::hasAddress).toList(),
                "pg_address",
                HostReading::address);
        checkNames();
        members.forEach(this::replication);
    }

    private void checkStandalone() {
        if (members.size() > 1) {
            members.get(1)
                    .fields()
                    .problem(
                            "pg_cluster",
                            "cluster " + name + " has " + members.size() + " hosts, but no HA_MODE",
                            "set ha_mode: native, or give each standalone host a pg_cluster of its own");
        }
        members.stream()
                .filter(m -> m.role().isPresent())
                .forEach(m ->
                        m.fields()
                                .problem(
                                        "replication_role",
                                        "REPLICATION_ROLE is set, but HA_MODE is not",
                                        "set ha_mode: native, or remove it"));
    }

    private void checkPrimary() {
        List<HostReading> primaries = withRole(ServerRole.PRIMARY);
        boolean allKnown = members.stream().allMatch(m -> m.role().isPresent());
        if (primaries.isEmpty() && allKnown) {
            members.getFirst()
                    .fields()
                    .problem(
                            "pg_cluster",
                            "cluster " + name + " has no primary",
                            "set replication_role: primary on one of its hosts");
        } else if (primaries.size() > 1) {
            String hosts = String.join(", ", primaries.stream().map(m -> m.host().name()).toList());
            String count = primaries.size() == 2 ? "two" : String.valueOf(primaries.size());
            primaries
                    .get(1)
                    .fields()
                    .problem(
                            "replication_role",
                            "cluster " + name + " has " + count + " primaries: " + hosts,
                            "set replication_role: replica on all but one");
        }
        for (HostReading member : members) {
            checkUpstream(member, primaries);
        }
    }

    private void checkUpstream(HostReading member, List<HostReading> primaries) {
        member.fields()
                .text("pg_upstream")
                .filter(u -> primaries.stream().noneMatch(p -> p.host().name().equals(u.text())))
                .ifPresent(_ ->
                        member.fields()
                                .problem(
                                        "pg_upstream",
                                        "pg_upstream is not supported yet, except as the primary",
                                        "remove it: replicas stream from the primary"));
    }

    private List<HostReading> withRole(ServerRole role) {
        return members.stream().filter(m -> m.role().filter(role::equals).isPresent()).toList();
    }

    private void checkSame(String variable, Function<HostReading, String> value) {
        if (members.stream().anyMatch(m -> m.fields().isBroken(variable))) {
            return;
        }
        HostReading first = members.getFirst();
        members.stream()
                .filter(m -> m.replicates() && !value.apply(m).equals(value.apply(first)))
                .findFirst()
                .ifPresent(other ->
                        other.fields()
                                .problem(
                                        other.fields().variables().origin(variable).isPresent()
                                                ? variable
                                                : "pg_cluster",
                                        Fields.label(variable)
                                                + " is not the same on "
                                                + first.host()
                                                + " and "
                                                + other.host()
                                                + " of cluster "
                                                + name,
                                        "set it once, in a group that holds all of them"));
    }

    private void checkUnique(
            List<HostReading> compared, String variable, Function<HostReading, String> value) {
        Map<String, HostReading> seen = new LinkedHashMap<>();
        for (HostReading member : compared) {
            HostReading earlier = seen.putIfAbsent(value.apply(member), member);
            if (earlier != null) {
                conflict(
                        member,
                        earlier,
                        variable,
                        Fields.label(variable)
                                + " "
                                + value.apply(member)
                                + " is used by "
                                + earlier.host()
                                + " and "
                                + member.host(),
                        "it must be unique in the cluster");
            }
        }
    }

    private void checkNames() {
        checkUnique(members, "replication_appname", HostReading::applicationName);
        Map<String, HostReading> slots = new LinkedHashMap<>();
        for (HostReading member : members) {
            HostReading earlier =
                    slots.putIfAbsent(ReplicationReading.slot(member.applicationName()), member);
            if (earlier != null && !earlier.applicationName().equals(member.applicationName())) {
                conflict(
                        member,
                        earlier,
                        "replication_appname",
                        "REPLICATION_APPNAME "
                                + earlier.applicationName()
                                + " and "
                                + member.applicationName()
                                + " give the same slot name "
                                + ReplicationReading.slot(member.applicationName()),
                        "set replication_appname on one of them");
            }
        }
    }

    /// Reports what two members cannot have both, where one of them says it, or else where it joins the cluster.
    private static void conflict(
            HostReading member, HostReading earlier, String variable, String what, String hint) {
        HostReading written =
                member.fields().isSet(variable) || !earlier.fields().isSet(variable)
                        ? member
                        : earlier;
        written.fields()
                .problem(written.fields().isSet(variable) ? variable : "pg_cluster", what, hint);
    }

    /// Call it only where no finding is a problem.
    Cluster cluster(SecretSources secrets) {
        boolean replicates = members.getFirst().replicates();
        HostName primary = replicates ? primary().host() : members.getFirst().host();
        Map<HostName, Member> group = new LinkedHashMap<>();
        for (HostReading m : members) {
            group.put(
                    m.host(),
                    new Member(
                            m.host(),
                            replicates ? m.role().orElseThrow() : ServerRole.STANDALONE,
                            m.address(),
                            m.platform().port(),
                            m.applicationName(),
                            ReplicationReading.slot(m.applicationName()),
                            primary));
        }
        Map<HostName, ClusterHost> hosts = new LinkedHashMap<>();
        for (HostReading m : members) {
            hosts.put(
                    m.host(),
                    new ClusterHost(
                            m.host(),
                            group.get(m.host()),
                            m.platform(),
                            m.container(),
                            m.initialization(),
                            m.packages(),
                            replicates ? Optional.of(replication(m)) : Optional.empty(),
                            m.hba(),
                            m.settings(),
                            m.cloneMaxRate(),
                            m.fields().variables()));
            secrets.note(m.password());
        }
        return new Cluster(
                name,
                replicates ? Cluster.Mode.NATIVE : Cluster.Mode.STANDALONE,
                List.of(new ReplicationGroup(name, List.copyOf(group.values()))),
                hosts);
    }

    private HostReading primary() {
        return withRole(ServerRole.PRIMARY).stream().findFirst().orElse(members.getFirst());
    }

    private Replication replication(HostReading member) {
        ReplicationReading reading = new ReplicationReading(member.fields());
        HostReading primary = primary();
        return new Replication(
                member.user(),
                new Secret(member.password()),
                reading.primaryHost().orElse(primary.address()),
                reading.primaryPort().orElse(primary.platform().port()),
                reading.access(members.stream().map(HostReading::address).toList()),
                synchronous(member, reading),
                Duration.ofSeconds(reading.waitSeconds(WAIT_SECONDS)));
    }

    private Optional<Replication.Synchronous> synchronous(
            HostReading member, ReplicationReading reading) {
        boolean on = reading.synchronous();
        int count = reading.synchronousCount();
        List<String> named = reading.synchronousReplicas();
        boolean rolesKnown = members.stream().allMatch(m -> m.role().isPresent());
        if (!rolesKnown) {
            return Optional.empty();
        }
        named.stream()
                .filter(n -> withoutName(n))
                .findFirst()
                .ifPresent(stranger ->
                        member.fields()
                                .invalid(
                                        "replication_synchronous_replicas",
                                        stranger,
                                        "must be application names of the cluster's members"));
        List<String> standbys =
                named.isEmpty()
                        ? members.stream().map(HostReading::applicationName).toList()
                        : named;
        long standbysOfPrimary =
                standbys.stream()
                        .distinct()
                        .filter(n -> !n.equals(primary().applicationName()))
                        .count();
        if (on && count > standbysOfPrimary) {
            Origin origin =
                    member.fields()
                            .origin(
                                    member.fields().isSet("replication_synchronous_count")
                                            ? "replication_synchronous_count"
                                            : "replication_synchronous_mode");
            findings.problem(
                    origin,
                    member.host(),
                    "Invalid REPLICATION_SYNCHRONOUS_COUNT: "
                            + count
                            + " ("
                            + ReplicationReading.countRule()
                            + ")",
                    "there are " + standbysOfPrimary);
        }
        return on ? Optional.of(new Replication.Synchronous(count, standbys)) : Optional.empty();
    }

    private boolean withoutName(String applicationName) {
        return members.stream().noneMatch(m -> m.applicationName().equals(applicationName));
    }
}

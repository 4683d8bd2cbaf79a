package io.pgprov.plan;

import io.pgprov.model.Address;
import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Lsn;
import io.pgprov.model.Member;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.ServerRole;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Observations for tests, in few words.
public final class Seen {

    public static final String SYSTEM = "7300000000000000001";

    /// Where a host keeps its configuration.
    public static final String CONF = "/etc/postgresql/15/main";

    private Seen() {}

    public static HostName host(String name) {
        return new HostName(name);
    }

    /// A group whose first host is the primary.
    public static ReplicationGroup group(String... hosts) {
        List<Member> members = new ArrayList<>();
        for (String name : hosts) {
            ServerRole role = members.isEmpty() ? ServerRole.PRIMARY : ServerRole.REPLICA;
            members.add(new Member(host(name), role, name, 5432, name, name, host(hosts[0])));
        }
        return new ReplicationGroup("orders", members);
    }

    public static Server empty() {
        return new Server(new DataDirectory.Missing(), new Process.Down(), new BaseBackup.None());
    }

    public static Server primary(int timeline, String lsn, String... streaming) {
        List<Server.Sender> senders = new ArrayList<>();
        for (String name : streaming) {
            senders.add(
                    new Server.Sender(
                            name, "10.0.0.9", "streaming", "async", Lsn.parse(lsn), 0, name));
        }
        Process.Up up =
                new Process.Up(
                        150018,
                        SYSTEM,
                        false,
                        timeline,
                        Lsn.parse(lsn),
                        "2026-01-01",
                        false,
                        1000,
                        Optional.empty(),
                        senders,
                        Map.of());
        return new Server(cluster(SYSTEM, "in production", false), up, new BaseBackup.None());
    }

    public static Server standby(int timeline, String lsn, String receiver) {
        Process.Up up =
                new Process.Up(
                        150018,
                        SYSTEM,
                        true,
                        timeline,
                        Lsn.parse(lsn),
                        "2026-01-01",
                        false,
                        1000,
                        Optional.of(new Server.Receiver(receiver, "pg1", 5432, "pg2")),
                        List.of(),
                        Map.of());
        return new Server(cluster(SYSTEM, "in archive recovery", true), up, new BaseBackup.None());
    }

    public static Server stopped(String system, boolean standbySignal) {
        return new Server(
                cluster(system, "shut down", standbySignal),
                new Process.Down(),
                new BaseBackup.None());
    }

    public static HostSnapshot.Seen host(Server server, Map<Address, Reply> replies) {
        return new HostSnapshot.Seen(facts(), server, replies);
    }

    public static HostFacts facts() {
        return new HostFacts(
                "debian",
                "12",
                "bookworm",
                "Debian GNU/Linux 12",
                "x86_64",
                4L << 30,
                2,
                "machine",
                "boot",
                true,
                new Directories(Map.of(PlatformDirectory.PG_CONF_DIR, CONF)),
                1L << 40,
                1L << 41,
                1L << 41,
                false);
    }

    private static DataDirectory.Cluster cluster(
            String system, String state, boolean standbySignal) {
        return new DataDirectory.Cluster(
                "15",
                system,
                state,
                1,
                Lsn.parse("0/3000000"),
                Lsn.ZERO,
                standbySignal,
                Map.of(),
                true);
    }
}

package io.pgprov.resource;

import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.HostName;
import io.pgprov.model.Lsn;
import io.pgprov.model.Member;
import io.pgprov.model.ReplicationGroup;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.ServerRole;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Views of a Debian host pg2 whose primary is pg1, for tests of resources.
public final class SampleView {

    public static final HostName PG1 = new HostName("pg1");
    public static final HostName PG2 = new HostName("pg2");
    public static final String IDENTIFIER = "7710409478646882409";

    /// Bytes that pg2 has free.
    public static final long FREE = 10L << 30;

    private SampleView() {}

    /// Nothing is on any host yet.
    public static View empty() {
        return of(server(new DataDirectory.Missing()), server(new DataDirectory.Missing()));
    }

    public static View of(Server primary, Server own) {
        return view(Map.of(PG1, primary, PG2, own));
    }

    public static View withoutPrimary(Server own) {
        return view(Map.of(PG2, own));
    }

    public static Server server(DataDirectory data) {
        return server(data, new BaseBackup.None());
    }

    public static Server server(DataDirectory data, BaseBackup baseBackup) {
        return new Server(data, new Server.Process.Down(), baseBackup);
    }

    /// A primary that runs.
    public static Server primary(long databaseBytes) {
        return running(false, databaseBytes, Optional.empty());
    }

    /// A standby that runs.
    public static Server standby(Optional<Server.Receiver> receiver) {
        return running(true, 0, receiver);
    }

    private static Server running(
            boolean inRecovery, long databaseBytes, Optional<Server.Receiver> receiver) {
        return new Server(
                cluster(IDENTIFIER, inRecovery, true),
                new Server.Process.Up(
                        150018,
                        IDENTIFIER,
                        inRecovery,
                        1,
                        Lsn.parse("0/5000000"),
                        "2026-11-21 00:00:00+00",
                        false,
                        databaseBytes,
                        receiver,
                        List.of(),
                        Map.of()),
                new BaseBackup.None());
    }

    public static DataDirectory.Cluster cluster(
            String identifier, boolean standbySignal, boolean configured) {
        return new DataDirectory.Cluster(
                "15",
                identifier,
                "shut down",
                1,
                Lsn.parse("0/4000000"),
                Lsn.ZERO,
                standbySignal,
                Map.of(),
                configured);
    }

    private static View view(Map<HostName, Server> servers) {
        Member pg1 = new Member(PG1, ServerRole.PRIMARY, "10.0.0.1", 5432, "pg1", "pg1", PG1);
        Member pg2 = new Member(PG2, ServerRole.REPLICA, "10.0.0.2", 5432, "pg2", "pg2", PG1);
        return new View(
                PG2,
                facts(),
                new ReplicationGroup("main", List.of(pg1, pg2)),
                new HashMap<>(servers));
    }

    private static HostFacts facts() {
        Directories directories =
                new Directories(
                        Map.of(
                                PlatformDirectory.PG_CONF_DIR,
                                "/etc/postgresql/15/main",
                                PlatformDirectory.PG_DATA_DIR,
                                "/var/lib/postgresql/15/main",
                                PlatformDirectory.PG_BIN_DIR,
                                "/usr/lib/postgresql/15/bin",
                                PlatformDirectory.PG_HOME_DIR,
                                "/var/lib/postgresql"));
        return new HostFacts(
                "debian",
                "12",
                "bookworm",
                "Debian GNU/Linux 12 (bookworm)",
                "x86_64",
                4L << 30,
                2,
                "machine",
                "boot",
                true,
                directories,
                FREE,
                20L << 30,
                20L << 30,
                false);
    }
}

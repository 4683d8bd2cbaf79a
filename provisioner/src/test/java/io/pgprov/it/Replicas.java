package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.lab.LabHost;
import io.pgprov.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What tests of replicas ask of the hosts themselves.
final class Replicas {

    static final String DATA = "/var/lib/postgresql/15/main";
    static final String STAGING = DATA + ".pgprov-new";
    static final String RECORDS = "/var/lib/pgprov";

    private Replicas() {}

    /// The primary sends to it, and a row that is written now arrives.
    static void assertStreaming(LabHost primary, LabHost standby) {
        Wait.until(
                standby.name() + " streams",
                Duration.ofSeconds(30),
                () ->
                        primary.psql(
                                "select state from pg_stat_replication where application_name = '%s'"
                                        .formatted(standby.name())),
                "streaming"::equals);
        primary.psql("create table if not exists streaming_proof (n int)");
        primary.psql("insert into streaming_proof values (1)");
        String written = primary.psql("select count(*) from streaming_proof");
        Wait.until(
                standby.name() + " replays",
                Duration.ofSeconds(30),
                () -> standby.psql("select count(*) from streaming_proof"),
                written::equals);
        assertEquals("t", standby.psql("select pg_is_in_recovery()"));
    }

    /// Takes a host's cluster away, and all that a base backup may have left.
    static void vacate(LabHost host) {
        host.sh(
                "umount %1$s 2>/dev/null; umount /var/lib/postgresql/15 2>/dev/null;"
                        + " pg_dropcluster --stop 15 main 2>/dev/null; cd /var/lib/postgresql;"
                        + " rm -rf 15 /etc/postgresql/15/main %2$s; systemctl daemon-reload"
                                .formatted(DATA, RECORDS));
    }

    /// Every file below a directory with mode, owner, mtime and checksum, one a line; `absent` where there is none.
    static List<String> fingerprint(LabHost host, String directory) {
        String script =
                """
                [ -e '%1$s' ] || { echo absent; exit 0; }
                cd '%1$s'
                find . -printf '%%p %%y %%m %%u %%s %%T@\\n' | LC_ALL=C sort
                find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum
                """
                        .formatted(directory);
        return host.sh(script).lines().toList();
    }

    static void assertUntouched(LabHost host, String directory, List<String> before) {
        List<String> differing = new ArrayList<>(fingerprint(host, directory));
        differing.removeAll(before);
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(fingerprint(host, directory));
        differing.addAll(gone);
        assertEquals(List.of(), differing, host.name() + ":" + directory);
    }
}

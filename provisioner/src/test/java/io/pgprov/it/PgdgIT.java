package io.pgprov.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgprov.lab.ExecResult;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LabInventory;
import io.pgprov.lab.Pgprov;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Packages from PGDG: a signed repository with its layout, on the host itself, whose server is a newer revision than Debian's.
class PgdgIT {

    private static final String REVISION = "+99.pgdg12+1";

    /// Makes the repository of the archives that wait in apt's cache, with the server's package under another version.
    private static final String REPOSITORY =
            """
            set -eu
            apt-get install -qq -y --no-install-recommends gpg gpg-agent >/dev/null 2>&1
            mkdir -p /srv/pgdg/pool /srv/pgdg/dists/bookworm-pgdg/main/binary-$(dpkg --print-architecture)
            cd /srv/pgdg
            dpkg-deb -R /var/cache/apt/archives/postgresql-15_*.deb /tmp/server
            sed -i 's/^Version: .*/&%s/' /tmp/server/DEBIAN/control
            dpkg-deb -Znone -b /tmp/server pool/postgresql-15.deb >/dev/null
            packages=dists/bookworm-pgdg/main/binary-$(dpkg --print-architecture)/Packages
            {
                dpkg-deb -f pool/postgresql-15.deb
                echo "Filename: pool/postgresql-15.deb"
                echo "Size: $(stat -c %%s pool/postgresql-15.deb)"
                echo "SHA256: $(sha256sum <pool/postgresql-15.deb | cut -d ' ' -f 1)"
            } >$packages
            cd dists/bookworm-pgdg
            {
                echo "Origin: apt.postgresql.org"
                echo "Suite: bookworm-pgdg"
                echo "Codename: bookworm-pgdg"
                echo "Architectures: $(dpkg --print-architecture)"
                echo "Components: main"
                echo "Date: $(date -Ru)"
                echo "SHA256:"
                echo " $(sha256sum main/binary-*/Packages | cut -d ' ' -f 1) $(stat -c %%s main/binary-*/Packages) $(ls main/binary-*/Packages)"
            } >Release
            export GNUPGHOME=/tmp/gnupg
            mkdir -m 700 $GNUPGHOME
            gpg --batch --quiet --passphrase '' --quick-generate-key 'lab <lab@example.org>' rsa2048 sign never 2>/dev/null
            gpg --batch --quiet --clearsign --output InRelease Release
            gpg --batch --quiet --armor --export >/srv/pgdg/key.asc
            rm -r /tmp/server /tmp/gnupg
            chmod -R a+rX /srv/pgdg
            """
                    .formatted(REVISION);

    private static Lab lab;
    private static LabHost host;

    @BeforeAll
    static void start() {
        lab = Lab.hosts(1).bare().start();
        host = lab.host(1);
        host.sh(REPOSITORY);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static LabInventory inventory(int version) {
        return lab.inventory().var("pg_cluster", "wiki").var("pg_version", version);
    }

    @Test
    void aPackageThatTheHostCannotGetIsSaidInThePlan() {
        ExecResult plan = Pgprov.on(lab, inventory(16)).expect(5, "plan");
        assertTrue(
                plan.stdout().contains("no repository of this host has postgresql-16"),
                plan.stdout());
        assertTrue(plan.stdout().contains("pg_repository"), plan.stdout());
        assertTrue(!host.exec("test", "-e", "/usr/lib/postgresql").succeeded());
    }

    @Test
    void theServerComesFromTheRepositoryAndNowhereElse() {
        LabInventory unsigned =
                inventory(15)
                        .var("pg_repository", "pgdg")
                        .var("pg_repository_uri", "file:///srv/pgdg")
                        .var("pg_repository_key", "/usr/share/keyrings/debian-archive-keyring.gpg");
        ExecResult refused = Pgprov.on(lab, unsigned).expect(5, "apply");
        assertTrue((refused.stdout() + refused.stderr()).contains("NO_PUBKEY"), refused.stdout());
        assertTrue(!host.exec("test", "-e", "/etc/apt/sources.list.d/pgdg.sources").succeeded());
        assertTrue(!host.exec("test", "-e", "/usr/lib/postgresql").succeeded());

        Pgprov pgprov = Pgprov.on(lab, unsigned.var("pg_repository_key", "/srv/pgdg/key.asc"));
        JsonNode plan = Observed.json(pgprov.expect(3, "plan", "--output", "json").stdout());
        assertTrue(
                Observed.changes(plan).contains("pg1 apt_repository/pgdg create"),
                plan.toPrettyString());
        assertTrue(
                plan.toString().contains("\"after\":\"newest\",\"why\":\"from pgdg\""),
                plan.toString());
        pgprov.expect(0, "apply");
        String installed = host.sh("dpkg-query -W -f '${Version}' postgresql-15");
        assertTrue(installed.endsWith(REVISION), installed);
        assertTrue(host.psql("show server_version").startsWith("15."));
        assertEquals(
                "15 main 5432 online",
                host.sh("pg_lsclusters --no-header | awk '{ print $1, $2, $3, $4 }'"));
        String sources = host.read("/etc/apt/sources.list.d/pgdg.sources");
        assertTrue(sources.contains("Suites: bookworm-pgdg"), sources);
        assertTrue(sources.contains("Signed-By: /srv/pgdg/key.asc"), sources);
        ExecResult again = pgprov.expect(0, "apply");
        assertTrue(again.stdout().contains("no change"), again.stdout());
        pgprov.expect(0, "drift");
    }
}

package io.pgprov.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.testcontainers.lifecycle.Startables;

/// Some hosts, `pg1` and up, with a key that opens them: accounts `deploy` (sudo without a password), `operator` (sudo
/// with one) and `root`. Closing it removes all it made: containers, volumes, networks, files.
///
///     try (Lab lab = Lab.start(3)) {
///         Path inventory = lab.inventory().nativeCluster("orders", 15, password).write();
///         …
///         lab.host(2).cut();
///     }
public final class Lab implements AutoCloseable {

    static final String PREFIX = "pgprov-lab-";
    static final String NAME_LABEL = "pgprov.lab";
    static final String OWNER_LABEL = "pgprov.lab.owner";

    private final Identity identity;
    private final LabNetworks networks;
    private final List<LabHost> hosts;
    private final List<LabContainer> containers;
    private final Spec spec;
    private final Thread onExit = new Thread(this::release, "lab-exit");
    private final AtomicBoolean closed = new AtomicBoolean();

    /// What a lab is made of; built by `Lab.hosts`.
    ///
    /// @param suite Debian's name of the release: bookworm, trixie, bullseye
    /// @param variant `postgres` for packages installed and no cluster, `bare` for no packages, `shells` for `postgres` with many login
    /// shells, `engines` for `postgres` with Docker and Podman
    /// @param operatorPassword sudo's password for `operator`; empty for none
    public record Spec(int count, String suite, String variant, String operatorPassword) {

        /// Debian 11, 12 or 13 by name; 12 by default.
        public Spec suite(String name) {
            return new Spec(count, name, variant, operatorPassword);
        }

        /// Hosts without PostgreSQL, for tests that are about packages. The archives wait in apt's cache.
        public Spec bare() {
            return new Spec(count, suite, "bare", operatorPassword);
        }

        /// Hosts with fish, csh, tcsh and zsh, and a Turkish locale; bookworm only.
        public Spec shells() {
            return new Spec(count, suite, "shells", operatorPassword);
        }

        /// Hosts with Docker, which runs, and Podman; bookworm only.
        public Spec engines() {
            return new Spec(count, suite, "engines", operatorPassword);
        }

        /// Whether the hosts run containers themselves.
        boolean nests() {
            return variant.equals("engines");
        }

        public Spec operatorPassword(String password) {
            return new Spec(count, suite, variant, password);
        }

        public Lab start() {
            return new Lab(this);
        }
    }

    /// What all hosts of one lab share.
    record Identity(String name, Map<String, String> labels, LabKey key) {
        String publicKey() {
            return key.publicKey();
        }
    }

    /// Debian 12 hosts with PostgreSQL installed and no cluster, not started yet.
    public static Spec hosts(int count) {
        return new Spec(count, "bookworm", "postgres", "");
    }

    public static Lab start(int count) {
        return hosts(count).start();
    }

    private Lab(Spec spec) {
        this.spec = spec;
        Leftovers.sweep();
        String image = Engine.image(spec);
        String name = PREFIX + Long.toHexString(ThreadLocalRandom.current().nextLong() >>> 32);
        Map<String, String> labels = Map.of(NAME_LABEL, name, OWNER_LABEL, Owner.self().label());
        identity = new Identity(name, labels, LabKey.create(name));
        networks = LabNetworks.create(name, labels);
        containers =
                IntStream.rangeClosed(1, spec.count()).mapToObj(n -> container(image, n)).toList();
        hosts =
                IntStream.rangeClosed(1, spec.count())
                        .mapToObj(n ->
                                new LabHost(
                                        this, containers.get(n - 1), "pg" + n, networks.address(n)))
                        .toList();
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            Startables.deepStart(containers).join();
            identity.key().trust(hosts);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private LabContainer container(String image, int number) {
        var container = new LabContainer(image, identity, networks, number);
        if (spec.nests()) {
            container.nesting();
        }
        // Not the engine's DNS: names in /etc/hosts work in both directions, as pg_hba.conf needs
        // it, and survive a cut.
        for (int n = 1; n <= spec.count(); n++) {
            container.withExtraHost("pg" + n, networks.address(n));
        }
        if (!spec.operatorPassword().isEmpty()) {
            container.withOperatorPassword(spec.operatorPassword());
        }
        return container;
    }

    /// Host number n, counted from 1: `host(1)` is `pg1`.
    public LabHost host(int n) {
        return hosts.get(n - 1);
    }

    public LabHost host(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host " + name));
    }

    public List<LabHost> hosts() {
        return hosts;
    }

    /// The prefix of every container and network of this lab.
    public String name() {
        return identity.name();
    }

    /// The data network, as `198.18.n.0/24`.
    public String subnet() {
        return networks.subnet();
    }

    Identity identity() {
        return identity;
    }

    /// A directory of this lab's own, removed with it.
    public Path directory() {
        return identity.key().directory();
    }

    /// An Ed25519 key without a passphrase that opens deploy, operator and root.
    public Path privateKey() {
        return identity.key().privateKey();
    }

    /// A known_hosts file with the true key of every host, as `[127.0.0.1]:port ssh-ed25519 …`.
    public Path knownHosts() {
        return identity.key().knownHosts();
    }

    /// An inventory of these hosts, to be filled in and written.
    public LabInventory inventory() {
        return new LabInventory(this);
    }

    /// All hosts lose their power at once, and have it back; returns when each answers.
    public void cutPower() {
        Parallel.map(
                hosts,
                host -> {
                    host.kill();
                    return host;
                });
        Parallel.map(
                hosts,
                host -> {
                    host.start();
                    return host;
                });
    }

    /// Puts every host back to its first state in about half a second: no cluster, no files of pgprov's, no cuts, running
    /// again if it was not. Only where no package was installed since the start.
    public void reset() {
        Parallel.map(hosts, LabHost::reset);
    }

    /// The start of a command line of the real client, strict about host keys and deaf to the user's own configuration.
    List<String> sshCommand() {
        return List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                privateKey().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts(),
                "-o",
                "LogLevel=ERROR");
    }

    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is going down already.
        }
    }

    /// Also on SIGTERM and Ctrl-C; a SIGKILL leaves it to the next lab's sweep.
    private void release() {
        if (closed.getAndSet(true)) {
            return;
        }
        List<RuntimeException> failures = new ArrayList<>();
        List<String> made =
                containers.stream()
                        .map(LabContainer::getContainerId)
                        .filter(Objects::nonNull)
                        .toList();
        attempt(() -> Parallel.map(made, Leftovers::removeContainer), failures);
        attempt(networks::close, failures);
        attempt(() -> LabKey.delete(name()), failures);
        if (!failures.isEmpty()) {
            var failure = new IllegalStateException("the lab " + name() + " left something behind");
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private static void attempt(Runnable step, List<RuntimeException> failures) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}

package io.pgprov.cli;

import io.pgprov.apply.Apply;
import io.pgprov.apply.Event;
import io.pgprov.apply.Looker;
import io.pgprov.apply.Outcome;
import io.pgprov.apply.Patience;
import io.pgprov.apply.StageScript;
import io.pgprov.facts.Look;
import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ConnectionSettings.HostKeys;
import io.pgprov.inventory.Inventory;
import io.pgprov.inventory.InventoryReader;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.ReadOptions.UnknownVariables;
import io.pgprov.model.DesiredCluster;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.DesiredState;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Problem;
import io.pgprov.model.Secret;
import io.pgprov.model.Snapshot;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.plan.Planner;
import io.pgprov.plan.Stage;
import io.pgprov.playbook.PlaybookCompiler;
import io.pgprov.report.Explanation;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.ShellLibrary;
import io.pgprov.ssh.Connections;
import io.pgprov.ssh.Connector;
import io.pgprov.ssh.NewKeys;
import io.pgprov.ssh.SshConnector;
import io.pgprov.ssh.Transcript;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import io.pgprov.vault.VaultOptions.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// The stages, wired.
final class Pipeline implements Workflow {

    /// How long a run waits for a standby to stream or for a state that needs no change any more.
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(60), Duration.ofMillis(300));

    private final Request request;
    private final IntFunction<Connector> connectors;
    private final SecretSources secrets;
    private Optional<Inventory> inventory = Optional.empty();
    private Optional<Set<HostName>> limit = Optional.empty();
    private Optional<Connector> connector = Optional.empty();
    private Optional<Connections> connections = Optional.empty();

    Pipeline(Request request) {
        this(request, SecretSources.ofProcess(), Terminal.ofProcess());
    }

    private Pipeline(Request request, SecretSources secrets, Terminal terminal) {
        this(
                request,
                secrets,
                forks ->
                        new SshConnector(
                                new ShellLibrary(),
                                forks,
                                TerminalPrompt.passphrases(terminal),
                                NewKeys.accepted(key -> tell(terminal, secrets, key))));
    }

    /// @param connectors makes what opens connections, so many at once
    Pipeline(Request request, IntFunction<Connector> connectors) {
        this(request, SecretSources.ofProcess(), connectors);
    }

    private Pipeline(Request request, SecretSources secrets, IntFunction<Connector> connectors) {
        this.request = request;
        this.secrets = secrets;
        this.connectors = connectors;
    }

    /// Beside whatever is printed, which may be JSON.
    private static void tell(Terminal terminal, SecretSources secrets, NewKeys.Recorded key) {
        terminal.err().println(Ink.plain(Redactor.of(secrets.known())).foreign(key.text()));
        terminal.err().flush();
    }

    @Override
    public void prepare() {
        SshConnector.prepare();
    }

    @Override
    public DesiredState desired() {
        Templates.prepare();
        Inventory read = InventoryReader.read(request.inventories(), readOptions());
        inventory = Optional.of(read);
        limit = request.limit().map(pattern -> Set.copyOf(read.matching(pattern)));
        return new PlaybookCompiler(read.templates(), request.folder(), request.playbook())
                .compile(read);
    }

    @Override
    public Set<Secret> secrets() {
        return secrets.known();
    }

    @Override
    public Snapshot look(DesiredState desired) {
        List<DesiredHost> hosts =
                desired.clusters().stream().flatMap(cluster -> cluster.hosts().stream()).toList();
        return new Snapshot(looker().look(hosts));
    }

    @Override
    public Plan plan(DesiredState desired, Snapshot snapshot) {
        return planner().plan(desired, snapshot);
    }

    @Override
    public List<Script> scripts(DesiredState desired, Snapshot snapshot, Plan plan) {
        ShellLibrary library = new ShellLibrary();
        List<Script> scripts = new ArrayList<>();
        for (ClusterPlan cluster : plan.clusters()) {
            for (DesiredHost host : cluster(desired, cluster.name()).hosts()) {
                HostScript look = new HostScript(host.platform(), Look.questions(host));
                scripts.add(new Script(cluster.name(), "look", host.host(), look.display(library)));
            }
            int number = 0;
            for (Stage stage : cluster.stages()) {
                number++;
                for (HostName name : stage.hosts()) {
                    DesiredHost host = host(desired, name);
                    HostScript script = StageScript.of(host, stage, Look.questions(host), owner());
                    scripts.add(
                            new Script(
                                    cluster.name(),
                                    "stage " + number,
                                    name,
                                    script.display(library)));
                }
            }
        }
        return scripts;
    }

    @Override
    public List<Outcome> apply(
            DesiredState desired,
            Plan plan,
            Map<String, Problem> declined,
            Consumer<Event> listener) {
        Apply.Tools tools =
                new Apply.Tools(name -> connections().connection(name), looker(), PATIENCE);
        return new Apply(tools, planner(), listener, owner()).run(desired, plan, declined);
    }

    @Override
    public Explanation explain(DesiredState desired, HostName host, String key) {
        return new Explainer(inventory.orElseThrow(), desired, looker()).explain(host, key);
    }

    @Override
    public synchronized void close() {
        connector.ifPresent(Connector::close);
    }

    private ReadOptions readOptions() {
        Request.Login login = request.login();
        return ReadOptions.defaults()
                .with(secrets)
                .with(request.vault().keyring(Purpose.OPENING, TerminalPrompt.surroundings()))
                .withExtraVariables(request.extraVars())
                .with(request.allowUnknown() ? UnknownVariables.WARN : UnknownVariables.REFUSE)
                .with(
                        new ReadOptions.Connection(
                                login.user(),
                                login.privateKey(),
                                login.knownHosts(),
                                Optional.of(login.hostKeys())
                                        .filter(keys -> keys == HostKeys.ACCEPT_NEW),
                                login.connectTimeout(),
                                login.ssh()));
    }

    private Planner planner() {
        return new Planner(limit);
    }

    private synchronized Connections connections() {
        if (connections.isEmpty()) {
            Inventory read = inventory.orElseThrow();
            Connector opened = connectors.apply(request.login().forks());
            Map<HostName, ConnectionSettings> settings = new HashMap<>();
            read.clusters()
                    .forEach(cluster ->
                            cluster.hosts()
                                    .keySet()
                                    .forEach(host -> settings.put(host, read.connection(host))));
            connector = Optional.of(opened);
            connections = Optional.of(new Connections(opened, settings));
        }
        return connections.get();
    }

    private Looker looker() {
        Look look = new Look(name -> connections().connection(name));
        return new Looker() {
            @Override
            public Map<HostName, HostSnapshot> look(Collection<DesiredHost> hosts) {
                return look.at(hosts);
            }

            @Override
            public List<HostScript.Entry> questions(DesiredHost host) {
                return Look.questions(host);
            }

            @Override
            public HostSnapshot read(DesiredHost host, Transcript transcript) {
                return Look.read(host, transcript);
            }
        };
    }

    private static DesiredCluster cluster(DesiredState desired, String name) {
        return desired.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static DesiredHost host(DesiredState desired, HostName name) {
        return desired.clusters().stream()
                .flatMap(cluster -> cluster.host(name).stream())
                .findFirst()
                .orElseThrow();
    }

    /// Who runs this, for whoever finds a host locked: `ana@control1, process 4711, since 2026-11-20T10:00:00Z`.
    private static String owner() {
        return "%s@%s, process %d, since %s"
                .formatted(
                        System.getProperty("user.name"),
                        machine(),
                        ProcessHandle.current().pid(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /// The name of this machine as the kernel knows it; asks no name server.
    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "an unnamed machine";
        }
    }
}

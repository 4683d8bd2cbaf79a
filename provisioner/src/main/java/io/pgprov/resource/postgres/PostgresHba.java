package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `pg_hba.conf`, managed whole and in order.
///
/// The first rule always lets the postgres account in through the local socket, because that is how pgprov logs in. A change is proved on the host
/// by a login of its own, and undone there if that fails.
///
/// @param rules after that first rule, in order
public record PostgresHba(List<HbaRule> rules) implements Resource<PostgresHba.Observed> {

    /// What was seen of the file.
    public sealed interface Observed {
        record ServerDown(FileState file) implements Observed {}

        /// @param errors of `pg_hba_file_rules`, with their lines
        /// @param loadedAt when the server last read its files, seconds since 1970
        record ServerUp(FileState file, List<String> errors, BigDecimal loadedAt)
                implements Observed {}
    }

    static final String ACCESS = "640 postgres postgres";

    private static final HbaRule OWN_LOGIN =
            new HbaRule("local", List.of("all"), List.of("postgres"), "", "peer", Map.of());

    public PostgresHba {
        rules = rules.stream().filter(rule -> !rule.equals(OWN_LOGIN)).toList();
    }

    public static PostgresHba from(Arguments arguments) {
        List<HbaRule> rules = new ArrayList<>();
        for (Arguments item : arguments.list("rules")) {
            rules.add(rule(item));
        }
        arguments.finish();
        HbaSimulator.shadowed(rules)
                .ifPresent(what -> {
                    throw arguments.problem(
                            "pg_hba rule " + what,
                            "put the rule that lets in before the one that keeps out");
                });
        return new PostgresHba(rules);
    }

    private static HbaRule rule(Arguments item) {
        String type = item.text("type", "host");
        List<String> databases = item.words("database", "all");
        List<String> users = item.words("user", "all");
        String address = item.text("address", "");
        String method = item.text("method");
        Map<String, String> options = new LinkedHashMap<>();
        item.map("options").forEach((key, value) -> options.put(key, String.valueOf(value)));
        item.finish();
        try {
            return new HbaRule(
                    type,
                    databases.stream().map(HbaRule::word).toList(),
                    users.stream().map(HbaRule::word).toList(),
                    address,
                    method,
                    options);
        } catch (IllegalArgumentException e) {
            throw item.problem(
                    e.getMessage(), "see the rules of pg_hba.conf in PostgreSQL's manual");
        }
    }

    @Override
    public Address address() {
        return new Address("postgres_hba", PlatformDirectory.PG_CONF_DIR.marker() + "/pg_hba.conf");
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(
                ShellCall.of("postgres_hba_probe", address().name()), PostgresHba::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.ServerDown(FileState file) -> down(file, view);
            case Observed.ServerUp(FileState file, List<String> errors, BigDecimal loadedAt) -> {
                Optional<Change> write = write(file, view).map(c -> costed(c, file));
                if (write.isPresent()) {
                    yield Verdict.drift(write.get());
                }
                if (!errors.isEmpty()) {
                    yield Verdict.refused(
                            "PostgreSQL refuses pg_hba.conf: " + String.join("; ", errors),
                            "correct pg_hba in the inventory");
                }
                yield file.loadedBy(loadedAt) ? Verdict.inSync() : Verdict.drift(reload(file));
            }
        };
    }

    private Verdict down(FileState file, View view) {
        Optional<Change> write =
                write(file, view)
                        .map(c ->
                                NotRunning.fresh(view) || file.ours() || HbaFile.stock(file.text())
                                        ? c
                                        : c.costing(Impact.TAKEOVER));
        return switch (view.server().process()) {
            case Process.Down() -> write.map(Verdict::drift).orElseGet(Verdict::inSync);
            case Process.NotAnswering _ ->
                    new Verdict.Pending(NotRunning.until(view), write.stream().toList());
            case Process.Up _ ->
                    new Verdict.Pending(NotRunning.until(view), write.stream().toList());
        };
    }

    private static Change costed(Change change, FileState file) {
        boolean foreign = file.foreign() && !HbaFile.stock(file.text());
        return change.costing(foreign ? Impact.TAKEOVER : Impact.RELOAD);
    }

    /// The checksum of the file that the write may replace. Where the instance is not there yet, the platform's tool will have made
    /// one just before, and any may be replaced.
    private static String guard(FileState file, View view) {
        boolean configured =
                view.server().cluster().map(Server.DataDirectory.Cluster::configured).orElse(false);
        return file.present() || configured ? file.checksum() : "created";
    }

    private Optional<Change> write(FileState file, View view) {
        String text = text();
        List<Difference> differences = new ArrayList<>();
        if (!text.equals(file.text())) {
            String path = view.facts().directories().resolve(address().name());
            differences.add(
                    MaskedText.texts(
                            path,
                            MaskedText.accessRules(file.text()),
                            MaskedText.accessRules(text)));
        }
        if (file.present() && !file.access().equals(ACCESS)) {
            differences.add(
                    new Difference.Value("mode, owner and group", file.access(), ACCESS, ""));
        }
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        ShellCall call =
                ShellCall.of("postgres_hba_write", address().name(), guard(file, view), text);
        Change change =
                file.present() ? Change.update(address(), call) : Change.create(address(), call);
        return Optional.of(change.differing(differences));
    }

    private Change reload(FileState file) {
        return Change.of(
                        Change.Action.RELOAD,
                        address(),
                        "bring into force",
                        ShellCall.of("postgres_hba_apply", address().name(), file.checksum()))
                .costing(Impact.RELOAD);
    }

    /// The whole file.
    String text() {
        List<HbaRule> all = new ArrayList<>(List.of(OWN_LOGIN));
        all.addAll(rules);
        return HbaFile.text(all);
    }

    private static Observed observed(Reply reply) {
        String[] records = reply.out().split("\u001e", -1);
        String[] fields = records[0].split("\u001f", -1);
        FileState file =
                switch (fields[0]) {
                    case "file" ->
                            new FileState(
                                    fields[4], fields[1], fields[2], new BigDecimal(fields[3]));
                    case "nofile" -> FileState.absent();
                    default -> throw new Probe.UnreadableReply("not the state of pg_hba.conf");
                };
        List<String> errors = new ArrayList<>();
        for (String record : List.of(records).subList(1, records.length)) {
            String[] row = record.strip().split("\u001f", -1);
            switch (row[0]) {
                case "down" -> {
                    return new Observed.ServerDown(file);
                }
                case "error" -> errors.add("line " + row[1] + ": " + row[2]);
                case "loaded" -> {
                    return new Observed.ServerUp(file, errors, new BigDecimal(row[1]));
                }
                default -> throw new Probe.UnreadableReply("not the state of pg_hba.conf");
            }
        }
        throw new Probe.UnreadableReply("not the state of pg_hba.conf");
    }
}

package io.pgprov.resource.postgres;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.os.Service;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares the settings that a host is to have with those it has.
final class SettingsDiff {

    static final String ACCESS = "640 root postgres";

    private final PostgresSettings desired;
    private final View view;

    SettingsDiff(PostgresSettings desired, View view) {
        this.desired = desired;
        this.view = view;
    }

    /// The verdict where the server does not answer. A wrong file is put right nevertheless, because a server that does not start may
    /// be down for what is in it.
    Verdict down(FileState file) {
        MemberSettings settings = MemberSettings.of(desired, view, file, List.of());
        Optional<Problem> problem = SettingsCheck.problem(settings.now(), view);
        if (problem.isPresent()) {
            return new Verdict.Refused(problem.get());
        }
        Optional<Change> write =
                write(settings, file, dropIn(settings.now(), Map.of()).of(file, Set.of()))
                        .map(c -> file.present() && !file.ours() ? c.costing(Impact.TAKEOVER) : c);
        Optional<Change> later = restartLater(settings, file);
        return switch (view.server().process()) {
            case Process.Down() when write.isPresent() ->
                    new Verdict.Drift(
                            List.of(write.get()), later.map(change -> pending(List.of(change))));
            case Process.Down() -> pending(later.stream().toList());
            case Process.NotAnswering _, Process.Up _ ->
                    pending(Stream.concat(write.stream(), later.stream()).toList());
        };
    }

    private Verdict.Pending pending(List<Change> expected) {
        return new Verdict.Pending(NotRunning.until(view), expected);
    }

    /// The restart that a held value takes once the server runs: the user agrees to it with the start.
    private Optional<Change> restartLater(MemberSettings settings, FileState file) {
        List<MemberSettings.Held> held = settings.heldSharedMemory();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        String names =
                held.stream().map(h -> h.later().name()).sorted().collect(Collectors.joining(", "));
        return write(
                        settings.released(),
                        first(settings, file),
                        laterDifferences(held, settings.now()))
                .map(c -> c.costing(Impact.RESTART).then(Service.restart(names)))
                .map(c -> file.present() && !file.ours() ? c.costing(Impact.TAKEOVER) : c);
    }

    /// The file as it will be before what is held is put in.
    private static FileState first(MemberSettings settings, FileState file) {
        return new FileState(
                DropIn.text(settings.now().values()),
                ACCESS,
                "(the file as it is written now)",
                file.changedAt());
    }

    Verdict up(PostgresSettings.Observed.ServerUp observed) {
        MemberSettings settings =
                MemberSettings.of(desired, view, observed.file(), observed.lines());
        LiveComparison live = new LiveComparison(observed, settings.now(), address(view));
        Optional<Problem> problem = SettingsCheck.problem(settings.now(), view).or(live::problem);
        if (problem.isPresent()) {
            return new Verdict.Refused(problem.get());
        }
        List<Change> changes = new ArrayList<>();
        reset(live).ifPresent(changes::add);
        silence(live).ifPresent(changes::add);
        List<Difference> differences = differences(live, settings.now(), observed);
        differences.addAll(laterDifferences(settings.held(), settings.now()));
        write(settings, observed.file(), differences)
                .or(() -> bringIntoForce(settings, observed.file(), live))
                .map(c -> live.costed(c, observed.file()))
                .ifPresent(changes::add);
        Optional<Verdict.Pending> later =
                settings.held().isEmpty()
                        ? Optional.empty()
                        : Optional.of(held(settings, observed, live));
        if (!changes.isEmpty()) {
            return new Verdict.Drift(changes, later);
        }
        return later.<Verdict>map(pending -> pending)
                .orElseGet(() ->
                        settings.overridden().stream()
                                .reduce(SettingsDiff::both)
                                .<Verdict>map(Verdict.Noted::new)
                                .orElseGet(Verdict::inSync));
    }

    private static Problem both(Problem one, Problem other) {
        return Problem.of(one.what() + "; " + other.what(), one.hint() + "; " + other.hint());
    }

    /// What will be done once each held value may be put in. A line of somebody's that agrees with what is there now may win over
    /// what is there then: the user agrees to that, too, before anything is done.
    ///
    /// @param before what is there now
    private Verdict.Pending held(
            MemberSettings settings,
            PostgresSettings.Observed.ServerUp observed,
            LiveComparison before) {
        MemberSettings later = settings.released();
        LiveComparison live = new LiveComparison(observed, later.now(), address(view));
        List<Difference> differences = differences(live, later.now(), observed);
        String until =
                settings.held().stream()
                        .map(MemberSettings.Held::until)
                        .distinct()
                        .collect(Collectors.joining(", and "));
        List<Change> expected = new ArrayList<>();
        reset(waiting(settings, observed, before.altered()))
                .map(c -> live.costed(c, FileState.absent()))
                .ifPresent(expected::add);
        silence(waiting(settings, observed, before.overruling()))
                .map(c -> live.costed(c, FileState.absent()).costing(Impact.TAKEOVER))
                .ifPresent(expected::add);
        write(later, first(settings, observed.file()), differences)
                .map(c -> live.costed(c, observed.file()))
                .ifPresent(expected::add);
        return new Verdict.Pending(until, expected);
    }

    /// The held values alone, but for those whose lines of others go now.
    private LiveComparison waiting(
            MemberSettings settings,
            PostgresSettings.Observed.ServerUp observed,
            List<FileLine> gone) {
        Map<String, WantedSetting> waiting =
                settings.held().stream()
                        .map(MemberSettings.Held::later)
                        .filter(w -> gone.stream().noneMatch(l -> l.name().equals(w.name())))
                        .collect(Collectors.toMap(WantedSetting::name, w -> w));
        return new LiveComparison(observed, waiting, address(view));
    }

    private Optional<Change> reset(LiveComparison live) {
        List<FileLine> lines = live.altered();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String names = lines.stream().map(FileLine::name).collect(Collectors.joining(" "));
        return Optional.of(
                live.costed(
                        Change.of(
                                        Change.Action.UPDATE,
                                        desired.address(),
                                        "reset " + names.replace(" ", ", ") + " of ALTER SYSTEM",
                                        ShellCall.of("postgres_settings_reset", names))
                                .differing(live.differences(lines)),
                        FileState.absent()));
    }

    /// A file of somebody's is changed: that takes the user's word.
    private Optional<Change> silence(LiveComparison live) {
        List<FileLine> lines = live.overruling();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String places = lines.stream().map(FileLine::place).collect(Collectors.joining(", "));
        String call =
                lines.stream()
                        .map(line -> line.line() + " " + line.name() + " " + line.file())
                        .collect(Collectors.joining("\n"));
        return Optional.of(
                live.costed(
                                Change.of(
                                                Change.Action.UPDATE,
                                                desired.address(),
                                                "comment out " + places,
                                                ShellCall.of("postgres_settings_silence", call))
                                        .differing(live.differences(lines)),
                                FileState.absent())
                        .costing(Impact.TAKEOVER));
    }

    private Optional<Change> write(
            MemberSettings settings, FileState file, List<Difference> differences) {
        Collection<WantedSetting> now = settings.now().values();
        String text = DropIn.text(now);
        if (text.equals(file.text()) && file.access().equals(ACCESS)) {
            return Optional.empty();
        }
        ShellCall call =
                ShellCall.of(
                        "postgres_settings_write",
                        desired.address().name(),
                        file.checksum(),
                        SettingsCheck.files(settings.now()));
        call =
                now.stream().anyMatch(WantedSetting::secret)
                        ? call.withHidden(text)
                        : call.with(text);
        Change change =
                file.present()
                        ? Change.update(desired.address(), call)
                        : Change.create(desired.address(), call);
        return Optional.of(change.differing(differences));
    }

    /// The file is right and the server has not taken it in.
    private Optional<Change> bringIntoForce(
            MemberSettings settings, FileState file, LiveComparison live) {
        // Taking out a line that wins brings the rest into force with it.
        if (live.inForce() || !live.altered().isEmpty() || !live.overruling().isEmpty()) {
            return Optional.empty();
        }
        ShellCall verify =
                ShellCall.of(
                        "postgres_settings_verify",
                        desired.address().name(),
                        file.checksum(),
                        SettingsCheck.files(settings.now()));
        Change.Action action = live.restarts() ? Change.Action.RESTART : Change.Action.RELOAD;
        return Optional.of(
                Change.of(action, desired.address(), "bring into force", verify)
                        .differing(live.differences()));
    }

    private DropInDiff dropIn(Map<String, WantedSetting> now, Map<String, LiveSetting> live) {
        return new DropInDiff(address(view), now, live);
    }

    private List<Difference> differences(
            LiveComparison live,
            Map<String, WantedSetting> now,
            PostgresSettings.Observed.ServerUp observed) {
        List<Difference> differences = new ArrayList<>(live.differences());
        differences.addAll(
                dropIn(now, observed.live()).of(observed.file(), DropInDiff.names(differences)));
        return differences;
    }

    /// Values that a plan shows although they come later.
    private static List<Difference> laterDifferences(
            List<MemberSettings.Held> held, Map<String, WantedSetting> now) {
        return held.stream()
                .sorted(Comparator.comparing(h -> h.later().name()))
                .<Difference>map(h ->
                        new Difference.Value(
                                h.later().name(),
                                Optional.ofNullable(now.get(h.later().name()))
                                        .map(WantedSetting::value)
                                        .orElse(""),
                                h.later().value(),
                                "later: once " + h.until()))
                .toList();
    }

    private String address(View view) {
        return view.facts().directories().resolve(desired.address().name());
    }
}

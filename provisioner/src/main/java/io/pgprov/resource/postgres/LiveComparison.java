package io.pgprov.resource.postgres;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.resource.os.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Wanted settings beside those in force, and the lines of other files that win over pgprov's.
final class LiveComparison {

    private final PostgresSettings.Observed.ServerUp observed;
    private final Map<String, WantedSetting> wanted;
    private final String path;
    private final Map<String, String> there;

    /// @param path of pgprov's file on the host
    LiveComparison(
            PostgresSettings.Observed.ServerUp observed,
            Map<String, WantedSetting> wanted,
            String path) {
        this.observed = observed;
        this.wanted = new TreeMap<>(wanted);
        this.path = path;
        this.there = DropIn.values(observed.file().text());
    }

    /// What keeps a wanted setting from being set at all.
    Optional<Problem> problem() {
        return wanted.values().stream().flatMap(s -> problem(s).stream()).findFirst();
    }

    private Optional<Problem> problem(WantedSetting setting) {
        String name = setting.name();
        LiveSetting live = observed.live().get(name);
        if (live == null) {
            return name.contains(".")
                    ? Optional.empty()
                    : Optional.of(
                            Problem.of(
                                    "this PostgreSQL has no setting " + name,
                                    "is it spelled right, and does this version know it?"));
        }
        if (live.fixed()) {
            return Optional.of(
                    Problem.of(
                            name + " cannot be set",
                            "it is decided when a cluster or the server is made"));
        }
        if (live.source().equals("command line") && !sameAsLive(setting, live)) {
            return Optional.of(
                    Problem.of(
                            name + " is set on the server's command line, which wins",
                            "take it out of pg_ctl.conf, or of pg_settings"));
        }
        return Optional.empty();
    }

    /// Lines of `ALTER SYSTEM` that win over a wanted value, or would.
    List<FileLine> altered() {
        List<FileLine> altered = new ArrayList<>();
        for (WantedSetting setting : wanted.values()) {
            later(setting.name()).stream()
                    .filter(FileLine::alterSystem)
                    .reduce((_, last) -> last)
                    .filter(line -> !sameAsLine(setting, line))
                    .ifPresent(altered::add);
        }
        return altered;
    }

    /// Lines of somebody's files that win over a wanted value, or would, and those before them that would win in their place.
    List<FileLine> overruling() {
        List<FileLine> overruling = new ArrayList<>();
        for (WantedSetting setting : wanted.values()) {
            List<FileLine> lines =
                    later(setting.name()).stream().filter(line -> !line.alterSystem()).toList();
            if (!lines.isEmpty() && !sameAsLine(setting, lines.getLast())) {
                overruling.addAll(lines);
            }
        }
        // a file that is included twice is listed twice
        Set<String> places = new HashSet<>();
        return overruling.stream().filter(line -> places.add(line.place())).toList();
    }

    /// @param lines of wanted settings
    List<Difference> differences(List<FileLine> lines) {
        return lines.stream()
                .<Difference>map(line -> {
                    WantedSetting setting = wanted.get(line.name());
                    String writer = line.alterSystem() ? "ALTER SYSTEM, " : "";
                    String value = MaskedText.setting(line.name(), line.value());
                    return setting.secret()
                            ? new Difference.Hidden(line.name())
                            : MaskedText.row(
                                    line.name(),
                                    value + " (" + writer + line.place() + ")",
                                    setting.value(),
                                    setting.why());
                })
                .toList();
    }

    /// Each setting whose value in force is not the wanted one, and each that pgprov's file no longer sets.
    List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        for (WantedSetting setting : wanted.values()) {
            if (!inForce(setting)) {
                differences.add(
                        setting.secret()
                                ? new Difference.Hidden(setting.name())
                                : MaskedText.row(
                                        setting.name(),
                                        before(setting.name()),
                                        setting.value(),
                                        setting.why()));
            }
        }
        for (String name : removed()) {
            differences.add(
                    MaskedText.row(name, before(name), afterRemoval(name), "no longer wanted"));
        }
        return differences;
    }

    boolean inForce() {
        return wanted.values().stream().allMatch(this::inForce) && restartNames().isEmpty();
    }

    boolean restarts() {
        return !restartNames().isEmpty();
    }

    /// The change with its cost and what the service has to do after it.
    Change costed(Change change, FileState file) {
        TreeSet<String> names = restartNames();
        String why = String.join(", ", names);
        Change then =
                names.isEmpty()
                        ? change.costing(Impact.RELOAD).then(Service.reload("settings"))
                        : change.costing(Impact.RESTART).then(Service.restart(why));
        return file.present() && !file.ours() ? then.costing(Impact.TAKEOVER) : then;
    }

    /// Settings that take a restart to become what they shall be.
    private TreeSet<String> restartNames() {
        TreeSet<String> names = new TreeSet<>();
        observed.live()
                .forEach((name, live) -> {
                    WantedSetting setting = wanted.get(name);
                    boolean lineIsGone =
                            observed.lines().stream().noneMatch(l -> l.name().equals(name));
                    if (setting != null
                            ? live.needsRestart() && !inForce(setting)
                            : live.pendingRestart() && lineIsGone && !asBooted(live)) {
                        names.add(name);
                    }
                });
        for (String name : removed()) {
            LiveSetting live = observed.live().get(name);
            if (live != null
                    && live.needsRestart()
                    && !SettingValue.same(live, afterRemoval(name), live.setting())) {
                names.add(name);
            }
        }
        return names;
    }

    /// Whether a restart would bring the value that is there: PostgreSQL asks for one whenever the line of such a setting goes.
    private static boolean asBooted(LiveSetting live) {
        return SettingValue.same(live, live.bootValue(), live.setting());
    }

    private List<String> removed() {
        return there.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /// The value in force, masked; where only that of pgprov's own session is known, what the file says.
    private String before(String name) {
        LiveSetting live = observed.live().get(name);
        String value =
                live == null || live.ofSession() ? there.getOrDefault(name, "") : live.shown();
        return MaskedText.setting(name, value);
    }

    private String afterRemoval(String name) {
        LiveSetting live = observed.live().get(name);
        return observed.lines().stream()
                .filter(l -> l.name().equals(name) && !l.file().equals(path))
                .reduce((_, last) -> last)
                .map(FileLine::value)
                .orElse(live == null ? "" : live.bootValue());
    }

    private boolean inForce(WantedSetting setting) {
        LiveSetting live = observed.live().get(setting.name());
        if (live == null) {
            return false;
        }
        return sameAsLive(setting, live)
                || disabled(setting, live)
                || loaded(setting, live)
                || nearEnough(setting, live);
    }

    private boolean sameAsLive(WantedSetting setting, LiveSetting live) {
        return !live.ofSession() && SettingValue.same(live, setting.value(), live.setting());
    }

    /// `archive_command` is shown as `(disabled)` while `archive_mode` is off, whatever it is set to.
    private boolean disabled(WantedSetting setting, LiveSetting live) {
        return setting.name().equals("archive_command")
                && live.setting().equals("(disabled)")
                && live.sourceFile().equals(path);
    }

    /// Some texts are shown in another form than they are set, such as some enums: such a value is in force where
    /// the server has read our line, after its last change, without an error. What only our own session sees otherwise, too.
    private boolean loaded(WantedSetting setting, LiveSetting live) {
        boolean text = live.vartype().equals("string") || live.vartype().equals("enum");
        boolean ourLine = live.sourceFile().equals(path) || live.ofSession();
        return (text || live.ofSession())
                && ourLine
                && !live.pendingRestart()
                && observed.file().loadedBy(observed.loadedAt())
                && setting.value().equals(there.get(setting.name()))
                && observed.lines().stream()
                        .noneMatch(l -> l.name().equals(setting.name()) && !l.error().isEmpty());
    }

    private static boolean nearEnough(WantedSetting setting, LiveSetting live) {
        double now = SettingValue.amount(live.shown()).orElse(Double.NaN);
        double then = SettingValue.amount(setting.value()).orElse(Double.NaN);
        return setting.measured() && now > 0 && Math.abs(now - then) <= then / 10;
    }

    private boolean sameAsLine(WantedSetting setting, FileLine line) {
        LiveSetting live = observed.live().get(setting.name());
        return live == null
                ? setting.value().equals(line.value())
                : SettingValue.same(live, setting.value(), line.value());
    }

    /// Lines of other files that are read after pgprov's, in that order.
    private List<FileLine> later(String name) {
        int ours =
                observed.lines().stream()
                        .filter(l -> l.file().equals(path))
                        .mapToInt(FileLine::sequence)
                        .max()
                        .orElse(Integer.MAX_VALUE);
        return observed.lines().stream()
                .filter(l -> l.name().equals(name) && !l.file().equals(path))
                .filter(l -> l.sequence() > ours || readAfterOurs(l))
                .toList();
    }

    /// Known of a file by its name alone: files of the directory are read in order of their names, `postgresql.auto.conf` last.
    private boolean readAfterOurs(FileLine line) {
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        return line.alterSystem()
                || line.file().startsWith(directory) && line.file().compareTo(path) > 0;
    }
}

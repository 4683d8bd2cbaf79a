package io.pgprov.environment;

import io.pgprov.environment.Reading.Found;
import io.pgprov.model.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The environment of our image, as it comes together.
final class Result {

    /// By their names, and settings by the one spelling of each that has a dot and no capitals.
    private final Map<String, Given> variables = new LinkedHashMap<>();

    private final Remarks remarks;

    Result(Remarks remarks) {
        this.remarks = remarks;
    }

    /// Sets a variable of ours to what one of theirs is set to, from a file where that is possible.
    void put(String ours, Found theirs) {
        if (!theirs.inFile()) {
            put(ours, theirs.value(), theirs.origin());
        } else if (Ours.isFromFile(ours)) {
            put(ours + KnownVariables.FILE, theirs.value(), theirs.origin());
        } else {
            remarks.error(
                    theirs.origin(),
                    theirs.written() + ": " + ours + " cannot be read from a file",
                    "write the value itself: " + theirs.name() + "=...");
        }
    }

    void put(String ours, String value, Origin origin) {
        Given earlier = variables.putIfAbsent(key(ours), new Given(ours, value, origin));
        if (earlier != null && !earlier.value().equals(value)) {
            remarks.error(
                    origin,
                    Names.shown(ours) + " follows from two variables that disagree",
                    "remove one of the two; the other is in line " + earlier.origin().line());
        } else if (earlier != null && !earlier.name().equals(ours)) {
            remarks.note(
                    origin,
                    Names.shown(ours) + " is another spelling of " + Names.shown(earlier.name()),
                    "");
        }
    }

    /// What wins over everything else, as arguments of the server do.
    void overrideSetting(String setting, String value, Origin origin) {
        String ours = Ours.variable(setting);
        Given earlier = variables.put(key(ours), new Given(ours, value, origin));
        if (earlier != null && !earlier.value().equals(value)) {
            remarks.warning(
                    earlier.origin(),
                    "setting " + setting + " is also given as a flag, which wins",
                    "remove one of the two");
        }
    }

    void setting(String setting, Found theirs) {
        put(Ours.SETTING + setting, theirs);
    }

    Optional<Given> get(String ours) {
        return Optional.ofNullable(variables.get(key(ours))).filter(v -> !v.value().isEmpty());
    }

    Optional<String> value(String ours) {
        return get(ours).map(Given::value);
    }

    private static String key(String ours) {
        return Ours.isSetting(ours) ? Ours.SETTING + Ours.setting(ours) : ours;
    }

    List<Given> sorted() {
        return variables.values().stream().sorted(Ours.ORDER).toList();
    }
}

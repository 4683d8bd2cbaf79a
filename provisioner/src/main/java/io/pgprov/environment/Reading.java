package io.pgprov.environment;

import io.pgprov.environment.KnownVariables.KnownVariable;
import io.pgprov.model.Origin;
import io.pgprov.model.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks up what a variable of another image is set to there: by its name, its other names, or from a file. Empty is unset, as in
/// both images. What is not looked up in the end is unknown.
final class Reading {

    /// What a variable is set to.
    ///
    /// @param name under which it was found, without `_FILE`
    /// @param value of it, or the path of the file that holds it
    /// @param inFile whether the value is in a file
    record Found(String name, String value, boolean inFile, Origin origin) {

        /// The name as written.
        String written() {
            return inFile ? name + KnownVariables.FILE : name;
        }

        @Override
        public String toString() {
            return name + "=" + Secret.MASK;
        }
    }

    private final Map<String, Given> variables = new LinkedHashMap<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Map<String, Optional<Found>> found = new LinkedHashMap<>();
    private final SourceImage image;
    private final Remarks remarks;
    private final boolean complete;

    Reading(Service service, SourceImage image, Remarks remarks) {
        this.complete = service.isComplete();
        this.image = image;
        this.remarks = remarks;
        for (Given variable : service.variables()) {
            Given earlier = variables.put(variable.name(), variable);
            if (earlier != null && !earlier.value().equals(variable.value())) {
                remarks.warning(
                        variable.origin(),
                        Names.shown(variable.name()) + " is set twice, the last one counts",
                        "remove the one in line " + earlier.origin().line());
            }
        }
    }

    SourceImage image() {
        return image;
    }

    Remarks remarks() {
        return remarks;
    }

    /// @param name of the table
    Optional<Found> find(String name) {
        return found.computeIfAbsent(name, this::lookUp);
    }

    private Optional<Found> lookUp(String name) {
        KnownVariable variable =
                KnownVariables.of(image)
                        .find(name)
                        .orElseThrow(() -> new IllegalArgumentException(name));
        List<String> names = new ArrayList<>(List.of(variable.name()));
        names.addAll(variable.aliases());
        List<Found> all = names.stream().flatMap(n -> ofName(n, variable).stream()).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Found winner = all.getFirst();
        all.stream()
                .skip(1)
                .filter(other -> !other.value().equals(winner.value()))
                .forEach(other ->
                        remarks.warning(
                                other.origin(),
                                other.written()
                                        + " has no effect: "
                                        + winner.written()
                                        + " is set and wins",
                                "remove one of the two"));
        return Optional.of(winner);
    }

    private Optional<Found> ofName(String name, KnownVariable variable) {
        Optional<Found> value = take(name).map(v -> new Found(name, v.value(), false, v.origin()));
        Optional<Found> file =
                variable.fromFile()
                        ? take(name + KnownVariables.FILE)
                                .map(v -> new Found(name, v.value(), true, v.origin()))
                        : Optional.empty();
        if (value.isPresent() && file.isPresent()) {
            both(file.get());
        }
        return file.or(() -> value);
    }

    private void both(Found file) {
        String what = "both " + file.name() + " and " + file.written() + " are set";
        switch (image) {
            case OFFICIAL -> remarks.error(file.origin(), what, "remove one of the two");
            case BITNAMI, REPMGR ->
                    remarks.warning(
                            file.origin(), what + ", the file wins", "remove one of the two");
        }
    }

    private Optional<Given> take(String name) {
        seen.add(name);
        return Optional.ofNullable(variables.get(name)).filter(v -> !v.value().isEmpty());
    }

    /// The value itself, where something follows from it. One that is in a file is a mistake.
    Optional<Found> value(String name) {
        Optional<Found> value = find(name);
        value.filter(Found::inFile).ifPresent(this::unreadable);
        return value.filter(v -> !v.inFile());
    }

    void unreadable(Found variable) {
        remarks.error(
                variable.origin(),
                variable.written() + ": the value is in a file that is not read here",
                "write the value itself: " + variable.name() + "=...");
    }

    /// Bitnami's `is_boolean_yes`: `on` is none.
    boolean isYes(String name) {
        return value(name)
                .map(v -> List.of("1", "yes", "true").contains(v.value().toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /// Says that something is not set, unless it may be among what could not be read.
    void missing(Origin origin, String what, String hint) {
        if (complete) {
            remarks.error(origin, what, hint);
        }
    }

    boolean isComplete() {
        return complete;
    }

    /// What nobody has looked up.
    List<Given> rest() {
        return variables.values().stream().filter(v -> !seen.contains(v.name())).toList();
    }

    boolean isFound(String name) {
        return find(name).isPresent();
    }
}

package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Collects what is wrong in all files, so that it is reported at once. A mistake in a group's variable is met on every host
/// of the group, and is one finding that names them.
final class Findings {

    private static final int HOSTS_NAMED = 3;

    private record Finding(Origin origin, String what, String hint) {}

    private final Map<Finding, Set<HostName>> problems = new LinkedHashMap<>();
    private final Map<Finding, Set<HostName>> warnings = new LinkedHashMap<>();

    void problem(Origin origin, String what, String hint) {
        problems.computeIfAbsent(new Finding(origin, what, hint), _ -> new LinkedHashSet<>());
    }

    void problem(Origin origin, HostName host, String what, String hint) {
        problems.computeIfAbsent(new Finding(origin, what, hint), _ -> new LinkedHashSet<>())
                .add(host);
    }

    void warning(Origin origin, String what, String hint) {
        warnings.computeIfAbsent(new Finding(origin, what, hint), _ -> new LinkedHashSet<>());
    }

    void warning(Origin origin, HostName host, String what, String hint) {
        warnings.computeIfAbsent(new Finding(origin, what, hint), _ -> new LinkedHashSet<>())
                .add(host);
    }

    void problems(ProblemException e) {
        e.problems().forEach(p -> problem(origin(p), p.what(), p.hint()));
    }

    void problems(ProblemException e, HostName host) {
        e.problems().forEach(p -> problem(origin(p), host, p.what(), p.hint()));
    }

    /// Runs one step of reading; what it throws is kept, and the step has no result.
    <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (ProblemException e) {
            problems(e);
            return Optional.empty();
        }
    }

    void warnings(List<Problem> odd) {
        odd.forEach(w -> warning(origin(w), w.what(), w.hint()));
    }

    /// How many problems there are so far.
    int size() {
        return problems.size();
    }

    List<Problem> problems() {
        return sorted(problems);
    }

    /// @throws ProblemException with every problem so far, by file and line; none: returns
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ProblemException(sorted(problems));
        }
    }

    List<Problem> warnings() {
        return sorted(warnings);
    }

    private static List<Problem> sorted(Map<Finding, Set<HostName>> found) {
        List<Problem> list = new ArrayList<>();
        found.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().origin()))
                .forEach(e ->
                        list.add(
                                Problem.of(e.getKey().what(), e.getKey().hint())
                                        .at(place(e.getKey().origin(), e.getValue()))));
        return list;
    }

    /// A file and hosts, or what there is of them.
    private static String place(Origin origin, Set<HostName> hosts) {
        return Stream.of(origin.toString(), hosts(List.copyOf(hosts)))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String hosts(List<HostName> hosts) {
        return switch (hosts.size()) {
            case 0 -> "";
            case 1 -> "host " + hosts.getFirst();
            default -> {
                String named =
                        String.join(
                                ", ",
                                hosts.stream().limit(HOSTS_NAMED).map(HostName::name).toList());
                int more = hosts.size() - HOSTS_NAMED;
                yield "hosts " + named + (more > 0 ? " and " + more + " more" : "");
            }
        };
    }

    /// The place of a problem that a lower layer made with [Problem#at(Origin)].
    private static Origin origin(Problem problem) {
        String where = problem.where();
        int colon = where.lastIndexOf(':');
        String line = where.substring(colon + 1);
        boolean located =
                colon > 0
                        && !line.isEmpty()
                        && line.length() < 10
                        && line.chars().allMatch(c -> c >= '0' && c <= '9');
        return located
                ? new Origin(where.substring(0, colon), Integer.parseInt(line))
                : new Origin(where, 0);
    }
}

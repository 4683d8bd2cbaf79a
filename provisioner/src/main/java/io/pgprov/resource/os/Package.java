package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Debian packages that must be installed. Their version is not managed: one that is installed is never upgraded.
///
/// @param names installed together
/// @param from name of an `apt_repository` that brings them, or empty; with it, a package that the host does not know yet is
///     expected rather than refused
public record Package(List<String> names, Optional<String> from)
        implements Resource<Package.Observed> {

    public sealed interface Observed {

        /// No `apt-get`.
        record Unsupported() implements Observed {}

        record AllInstalled() implements Observed {}

        /// Some are missing.
        ///
        /// @param missing those that are not wholly installed
        /// @param candidates version that the host could install, by name
        /// @param listsAge days since the package lists were fetched; empty where they never were
        /// @param halfway packages that dpkg has left half done, with their state
        record Missing(
                List<String> missing,
                Map<String, String> candidates,
                Optional<Integer> listsAge,
                Map<String, String> halfway)
                implements Observed {
            public Missing {
                missing = List.copyOf(missing);
                candidates = Map.copyOf(candidates);
                halfway = Map.copyOf(halfway);
            }
        }
    }

    public Package {
        names = List.copyOf(names);
    }

    public static Package from(Arguments arguments) {
        List<String> names = new ArrayList<>();
        arguments.optionalText("name").ifPresent(names::add);
        names.addAll(arguments.texts("names"));
        Optional<String> from = arguments.optionalText("from");
        arguments.finish();
        if (names.isEmpty()) {
            throw arguments.problem("package needs name or names", "add names to the task");
        }
        for (String name : names) {
            // Debian Policy 5.6.1
            if (!name.matches("[a-z0-9][a-z0-9+.-]*")) {
                throw arguments.problem("not a name of a package: " + name, "");
            }
        }
        return new Package(names.stream().distinct().toList(), from);
    }

    @Override
    public Address address() {
        return new Address("package", String.join(" ", names));
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(
                ShellCall.of("package_probe", names.toArray(String[]::new)), Package::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.Unsupported() ->
                    Verdict.refused(
                            "this host has no apt-get", "packages are managed on Debian only");
            case Observed.AllInstalled() -> Verdict.inSync();
            case Observed.Missing missing when !missing.halfway().isEmpty() ->
                    interrupted(missing.halfway());
            case Observed.Missing missing -> installation(missing);
        };
    }

    private static Verdict interrupted(Map<String, String> halfway) {
        Map.Entry<String, String> first = halfway.entrySet().iterator().next();
        return Verdict.refused(
                "dpkg was interrupted on this host: " + first.getKey() + " is " + first.getValue(),
                "run 'dpkg --configure -a && apt-get --fix-broken install' there, then apply"
                        + " again");
    }

    private Verdict installation(Observed.Missing observed) {
        List<String> unknown =
                observed.missing().stream()
                        .filter(name -> !observed.candidates().containsKey(name))
                        .toList();
        if (!unknown.isEmpty() && observed.listsAge().isPresent() && from.isEmpty()) {
            return Verdict.refused(
                    "no repository of this host has " + String.join(" ", unknown),
                    "choose another version, or another source by pg_repository (pgdg; none if you"
                            + " install the packages); or run 'apt-get update' there: its package"
                            + " lists are "
                            + observed.listsAge().get()
                            + " days old");
        }
        List<Difference> differences = new ArrayList<>();
        for (String name : observed.missing()) {
            // before the repository is there, the candidate is somebody else's
            String version =
                    from.isPresent()
                            ? "newest"
                            : observed.candidates().getOrDefault(name, "newest");
            differences.add(
                    new Difference.Value(name, "", version, from.map(f -> "from " + f).orElse("")));
        }
        return Verdict.drift(
                Change.of(
                                Change.Action.CREATE,
                                address(),
                                "install " + String.join(" ", observed.missing()),
                                ShellCall.of(
                                        "package_install",
                                        observed.missing().toArray(String[]::new)))
                        .differing(differences));
    }

    private static Observed observed(Reply reply) {
        List<String> missing = new ArrayList<>();
        Map<String, String> candidates = new LinkedHashMap<>();
        Map<String, String> halfway = new LinkedHashMap<>();
        Optional<Integer> listsAge = Optional.empty();
        for (String line : reply.out().lines().toList()) {
            String[] fields = (line + "\t\t").split("\t", -1);
            switch (fields[0]) {
                case "unsupported" -> {
                    return new Observed.Unsupported();
                }
                case "package" -> {
                    if (!fields[2].equals("installed")) {
                        missing.add(fields[1]);
                    }
                }
                case "candidate" -> candidates.put(fields[1], fields[2]);
                case "halfway" -> halfway.put(fields[1], fields[2]);
                case "lists" -> {
                    if (!fields[1].equals("never")) {
                        listsAge = Optional.of(Integer.parseInt(fields[1]));
                    }
                }
                default -> throw new Probe.UnreadableReply("unknown line about packages: " + line);
            }
        }
        return missing.isEmpty()
                ? new Observed.AllInstalled()
                : new Observed.Missing(missing, candidates, listsAge, halfway);
    }
}

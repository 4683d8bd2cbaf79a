package io.pgprov.environment;

import io.pgprov.model.Origin;
import io.pgprov.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a file of another image is in terms of ours.
///
/// @param environments one for each service, in the order of the file; none where there is a mistake
/// @param remarks for each service those on reading it, then those on translating it, each in the order of the file
public record EnvironmentImport(List<Environment> environments, List<Remark> remarks) {

    /// The environment of one container of ours.
    ///
    /// @param service its name in the Compose file; empty for an env file
    public record Environment(Optional<String> service, List<Given> variables) {
        public Environment {
            variables = List.copyOf(variables);
        }

        /// The same, with a mask instead of each value that may be secret: passwords, and all that pgprov's image does not know.
        public Environment withoutSecrets() {
            return new Environment(
                    service,
                    variables.stream()
                            .map(v ->
                                    Ours.mayBeSecret(v.name())
                                            ? new Given(v.name(), Secret.MASK, v.origin())
                                            : v)
                            .toList());
        }
    }

    /// What is wanted of a file.
    ///
    /// @param service the one service of a Compose file that is wanted; all PostgreSQL servers where it is empty
    /// @param image the image that the file is for; where it is empty, the file tells
    public record Wanted(Optional<String> service, Optional<SourceImage> image) {}

    public EnvironmentImport {
        environments = List.copyOf(environments);
        remarks = List.copyOf(remarks);
    }

    /// Reads a file and translates it.
    ///
    /// @param text an env file as `docker run --env-file` reads it, or a Compose file
    /// @param name of the file, for messages; `.yml` and `.yaml` are Compose files
    public static EnvironmentImport of(String text, String name, Wanted wanted) {
        Remarks remarks = new Remarks();
        List<Service> services = services(text, name, wanted, remarks);
        List<Environment> environments = new ArrayList<>();
        for (Service service : services) {
            SourceImage image = wanted.image().orElseGet(() -> SourceImage.of(service));
            Remarks own = new Remarks(service.name().map(n -> ", service " + n).orElse(""));
            service.remarks().forEach(remarks::add);
            List<Given> variables = new Translation(service, image, own).run();
            own.all().forEach(remarks::add);
            environments.add(new Environment(service.name(), variables));
        }
        return new EnvironmentImport(remarks.hasErrors() ? List.of() : environments, remarks.all());
    }

    private static List<Service> services(
            String text, String name, Wanted wanted, Remarks remarks) {
        Origin whole = new Origin(name, 0);
        if (!ComposeFile.isOne(text, name)) {
            wanted.service()
                    .ifPresent(_ ->
                            remarks.error(
                                    whole, "an env file has no services", "leave --service out"));
            return List.of(envFile(text, name));
        }
        List<Service> all = ComposeFile.parse(text, name, remarks);
        List<Service> chosen =
                all.stream()
                        .filter(s ->
                                wanted.service().isPresent()
                                        ? s.name().equals(wanted.service())
                                        : s.image().filter(SourceImage::isServer).isPresent())
                        .toList();
        if (wanted.service().isEmpty() && all.size() > 1) {
            all.stream().filter(s -> !chosen.contains(s)).forEach(s -> leftOut(s, remarks));
        }
        List<Service> one = chosen.isEmpty() && wanted.service().isEmpty() ? theOnly(all) : chosen;
        if (one.isEmpty() && !all.isEmpty()) {
            remarks.error(whole, nothing(wanted), "services of the file: " + names(all));
        }
        return one;
    }

    /// An empty one is what is left of a command that has failed before a pipe, and no environment.
    private static Service envFile(String text, String name) {
        Remarks reading = new Remarks();
        List<Given> variables = EnvFile.parse(text, name, reading);
        if (variables.isEmpty() && !reading.hasErrors()) {
            reading.error(
                    new Origin(name, 0),
                    "no variables in this file",
                    "an env file has lines NAME=value, a Compose file a map of services");
        }
        return Service.of(variables, name, reading);
    }

    /// Clients have such variables too, so that this is no more than a note.
    private static void leftOut(Service service, Remarks remarks) {
        String label = service.name().orElse("");
        if (isLikely(service)) {
            remarks.note(
                    service.origin(),
                    "service " + label + " is left out: its image is not known as a server",
                    "if it is one: --service " + label);
        }
    }

    private static boolean isLikely(Service service) {
        return service.names().stream()
                .anyMatch(name ->
                        name.matches("(?:POSTGRES|POSTGRESQL|REPMGR)_.*") || Ours.isOurs(name));
    }

    /// The service of a file that has no other, where its variables are such as a server has.
    private static List<Service> theOnly(List<Service> all) {
        return all.size() == 1 && isLikely(all.getFirst()) ? all : List.of();
    }

    private static String nothing(Wanted wanted) {
        return wanted.service()
                .map(service -> "no such service: " + service)
                .orElse("no PostgreSQL server among the services; if one is: --service NAME");
    }

    private static String names(List<Service> services) {
        return services.stream().flatMap(s -> s.name().stream()).collect(Collectors.joining(", "));
    }
}

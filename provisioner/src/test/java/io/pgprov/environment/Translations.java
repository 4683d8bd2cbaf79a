package io.pgprov.environment;

import io.pgprov.environment.EnvironmentImport.Wanted;
import io.pgprov.inventory.ContractWords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs translations for tests.
final class Translations {

    private Translations() {}

    static EnvironmentImport of(Map<String, String> variables, SourceImage image) {
        Remarks remarks = new Remarks();
        List<Given> given =
                variables.entrySet().stream()
                        .map(e -> new Given(e.getKey(), e.getValue(), place(variables, e.getKey())))
                        .toList();
        List<Given> result =
                new Translation(Service.of(given, "x.env", remarks), image, remarks).run();
        return new EnvironmentImport(
                remarks.hasErrors()
                        ? List.of()
                        : List.of(new EnvironmentImport.Environment(Optional.empty(), result)),
                remarks.all());
    }

    private static io.pgprov.model.Origin place(Map<String, String> variables, String name) {
        int line = 1 + List.copyOf(variables.keySet()).indexOf(name);
        return new io.pgprov.model.Origin("x.env", line);
    }

    static EnvironmentImport file(String text, String name) {
        return EnvironmentImport.of(text, name, new Wanted(Optional.empty(), Optional.empty()));
    }

    static EnvironmentImport service(String text, String service) {
        return EnvironmentImport.of(
                text, "x.yml", new Wanted(Optional.of(service), Optional.empty()));
    }

    /// The only result, as the lines of an env file.
    static String text(EnvironmentImport read) {
        if (read.environments().size() != 1) {
            throw new AssertionError(said(read));
        }
        return EnvFile.text(read.environments().getFirst().variables());
    }

    static List<String> errors(EnvironmentImport read) {
        return what(read, Remark.Level.ERROR);
    }

    static List<String> what(EnvironmentImport read, Remark.Level level) {
        return read.remarks().stream()
                .filter(r -> r.level() == level)
                .map(r -> r.problem().what())
                .toList();
    }

    /// Everything that is said, hints and places included.
    static String said(EnvironmentImport read) {
        return read.remarks().stream()
                .map(r -> r.level() + " " + r.problem().text())
                .collect(Collectors.joining("\n"));
    }

    /// A line of `cases.tsv`.
    record Case(
            String name,
            SourceImage image,
            Map<String, String> variables,
            String expected,
            String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        try {
            return Files.readAllLines(Path.of("src/test/resources/environment/cases.tsv")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(c ->
                            new Case(
                                    c[0],
                                    SourceImage.valueOf(c[1].toUpperCase(java.util.Locale.ROOT)),
                                    ContractWords.words(c[2]),
                                    c[3],
                                    c[4]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

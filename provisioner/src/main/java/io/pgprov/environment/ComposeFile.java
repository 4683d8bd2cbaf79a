package io.pgprov.environment;

import io.pgprov.inventory.Yaml;
import io.pgprov.inventory.YamlDocument;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Compose files: a map of services.
final class ComposeFile {

    /// What a Compose file has and an env file has not; JSON is what `docker compose config --format json` gives.
    private static final Pattern SIGN =
            Pattern.compile("\\A\\s*\\{|^services\\s*:", Pattern.MULTILINE);

    private ComposeFile() {}

    /// Whether this is a Compose file and no env file.
    static boolean isOne(String text, String name) {
        return name.endsWith(".yml") || name.endsWith(".yaml") || SIGN.matcher(text).find();
    }

    static List<Service> parse(String text, String file, Remarks remarks) {
        YamlDocument document;
        try {
            document = YamlDocument.parse(text, file);
        } catch (ProblemException e) {
            e.problems().stream()
                    .map(ComposeFile::concealed)
                    .map(problem -> new Remark(Remark.Level.ERROR, problem))
                    .forEach(remarks::add);
            return List.of();
        }
        document.warnings()
                .forEach(problem -> remarks.add(new Remark(Remark.Level.WARNING, problem)));
        return services(document.root(), remarks);
    }

    /// Without what it quotes, which may be a secret: `*secret` reads as the name of an alias, `!secret` as a tag.
    private static Problem concealed(Problem problem) {
        String what = problem.what();
        boolean ofTheLanguage = what.startsWith("not valid YAML: ") && !what.contains("alias");
        String shown =
                ofTheLanguage ? what : "not readable as YAML: a value, tag, alias or key is wrong";
        return new Problem(
                shown,
                problem.where(),
                ofTheLanguage
                        ? problem.hint()
                        : "put values that begin with a special character, or look like a date or"
                                + " a number, into quotes");
    }

    private static List<Service> services(Yaml root, Remarks remarks) {
        Optional<Yaml> services = ServiceReading.entry(root, "services");
        if (!(services.orElse(root) instanceof Yaml.Mapping map) || services.isEmpty()) {
            remarks.error(
                    root.origin(),
                    "no services in this Compose file",
                    "a Compose file has a map of services; an env file has no .yml in its name");
            return List.of();
        }
        return map.entries().stream().map(ServiceReading::service).toList();
    }
}

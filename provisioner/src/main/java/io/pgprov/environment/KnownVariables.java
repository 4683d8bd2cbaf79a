package io.pgprov.environment;

import io.pgprov.environment.Treatment.As;
import io.pgprov.environment.Treatment.Dropped;
import io.pgprov.environment.Treatment.Together;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every variable that the documentation and the scripts of another image know, and what becomes of it.
sealed class KnownVariables permits BitnamiVariables, OfficialVariables {

    /// A variable.
    ///
    /// @param aliases other names of it, the one that wins first; the name itself wins over all
    /// @param fromFile whether the image also takes it from a file, by the name with `_FILE` added
    record KnownVariable(String name, List<String> aliases, Treatment treatment, boolean fromFile) {

        KnownVariable {
            aliases = List.copyOf(aliases);
        }
    }

    static final String FILE = "_FILE";

    /// Made when they are first asked for.
    private static final class Tables {
        private static final Map<SourceImage, KnownVariables> ALL =
                Map.of(
                        SourceImage.BITNAMI, new BitnamiVariables(),
                        SourceImage.REPMGR, new RepmgrVariables(),
                        SourceImage.OFFICIAL, new OfficialVariables());
    }

    private final Map<String, KnownVariable> byName = new LinkedHashMap<>();
    private final Map<String, KnownVariable> byAlias = new LinkedHashMap<>();
    private final Set<String> fromFile;

    /// @param fromFile what the image also takes from a file; all where it is empty
    KnownVariables(Set<String> fromFile) {
        this.fromFile = fromFile;
    }

    static KnownVariables of(SourceImage image) {
        return Tables.ALL.get(image);
    }

    Collection<KnownVariable> all() {
        return byName.values();
    }

    /// By its name or another one, with or without `_FILE`.
    Optional<KnownVariable> find(String name) {
        return exactly(name)
                .or(() ->
                        name.endsWith(FILE)
                                ? exactly(name.substring(0, name.length() - FILE.length()))
                                        .filter(KnownVariable::fromFile)
                                : Optional.empty());
    }

    private Optional<KnownVariable> exactly(String name) {
        return Optional.ofNullable(byName.get(name))
                .or(() -> Optional.ofNullable(byAlias.get(name)));
    }

    /// All names, for likely ones of a misspelt one.
    List<String> names() {
        List<String> names = new ArrayList<>(byName.keySet());
        names.addAll(byAlias.keySet());
        return names;
    }

    final void add(String name, Treatment treatment, String... aliases) {
        boolean file = fromFile.isEmpty() || fromFile.contains(name);
        KnownVariable variable = new KnownVariable(name, List.of(aliases), treatment, file);
        byName.put(name, variable);
        for (String alias : aliases) {
            byAlias.put(alias, variable);
        }
    }

    final void all(Treatment treatment, String prefix, String... names) {
        for (String name : names) {
            add(prefix + name, treatment);
        }
    }

    /// What every image sets by itself, and what this one does beside that.
    final void itsOwn(String... names) {
        Treatment dropped = new Dropped("the image's own, set by it and not by its users");
        all(dropped, "", "PATH", "HOME", "HOSTNAME");
        all(dropped, "", names);
    }

    /// What initdb and the server take from the environment in every image.
    final void locale() {
        for (String name : List.of("LANG", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LANGUAGE")) {
            add(name, new Together("kept; a warning where the image has not that locale"));
        }
        add("TZ", new As("TZ"));
    }
}

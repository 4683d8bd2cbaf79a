package io.pgprov.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of the variables that [ClusterVariables] and [FactVariables] set, read from their sources, because which of them
/// are set depends on the cluster.
final class PlaybookVariables {

    private static final Path SOURCES = Path.of("src/main/java/io/pgprov/playbook");

    private PlaybookVariables() {}

    static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        String cluster = Files.readString(SOURCES.resolve("ClusterVariables.java"));
        Matcher variable = Pattern.compile("values\\.put\\(\\s*\"(\\w+)\"").matcher(cluster);
        while (variable.find()) {
            names.add(variable.group(1));
        }
        String facts = Files.readString(SOURCES.resolve("FactVariables.java"));
        Matcher fact = Pattern.compile("map\\.put\\(\"(\\w+)\"").matcher(facts);
        while (fact.find()) {
            names.add("facts." + fact.group(1));
        }
        return names;
    }
}

package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/// One YAML file, read: its tree and what was odd in it.
///
/// YAML 1.1 as Ansible reads it, and JSON where the text is that as a whole. Files are UTF-8; at most 16 Mi characters, in YAML 128 Ki
/// of them in a line, a quarter of a million keys and values, 50 levels, and a million values with
/// what aliases repeat, so that no file can exhaust memory or stack.
///
/// @param root [Yaml.Empty] for a file without a document
/// @param warnings keys written twice
public record YamlDocument(Yaml root, List<Problem> warnings) {

    private static final int CHARACTERS = 16 << 20;
    private static final int ALIASES = 100_000;

    /// Characters of one line: what the library does with a longer one takes minutes, for it copies all of it again and again.
    private static final int LINE = 128 << 10;

    public YamlDocument {
        warnings = List.copyOf(warnings);
    }

    /// Reads a file, which may be encrypted as a whole: then lines are those of what it holds, and every value of it is
    /// recorded as a secret.
    ///
    /// @throws ProblemException with every mistake found in it, each with file and line
    static YamlDocument read(Path file, Vaults vaults) {
        return FileText.read(file, vaults).document(vaults);
    }

    /// Reads text in which nothing is encrypted.
    ///
    /// @param name of the file, for messages and origins
    /// @throws ProblemException with every mistake found in it
    public static YamlDocument parse(String text, String name) {
        return parse(text, name, Vaults.none());
    }

    /// Reads text.
    ///
    /// @param name of the file, for messages and origins
    /// @param vaults opens the values in it that are encrypted
    /// @throws ProblemException with every mistake found in it
    public static YamlDocument parse(String text, String name, Vaults vaults) {
        String body = TextFile.checked(text, name);
        Optional<YamlDocument> json = JsonTree.read(body, name, vaults);
        if (json.isPresent()) {
            return json.get();
        }
        refuseLongLines(body, name);
        refuseManyLines(body, name);
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(CHARACTERS);
        // Some inventories merge a map of defaults into every host. What aliases amount to is
        // limited when the tree is made.
        limits.setMaxAliasesForCollections(ALIASES);
        // Unknown tags are met, with their lines, when the tree is made; nothing is constructed
        // from them.
        limits.setTagInspector(_ -> true);
        StreamReader reader = new StreamReader(body);
        try {
            Composer composer =
                    new Composer(new MeasuredParser(reader, limits), new YamlScalars(), limits);
            Node root = composer.getSingleNode();
            return new YamlTree(name, vaults).document(root);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw problem("not valid YAML: " + oneLine(e.getProblem()), hint(e), name, line(mark));
        } catch (YAMLException e) {
            String what = "not acceptable YAML: " + oneLine(e.getMessage());
            throw problem(what, "", name, reader.getLine() + 1);
        }
    }

    /// The variables that it is a map of; what is wrong or odd goes to the findings.
    List<Yaml.Entry> variables(Findings findings) {
        findings.warnings(warnings);
        return variables(root, findings);
    }

    /// The entries of a map of variables.
    static List<Yaml.Entry> variables(Yaml value, Findings findings) {
        return switch (value) {
            case Yaml.Empty _ -> List.of();
            case Yaml.Mapping mapping -> mapping.entries();
            case Yaml other -> {
                findings.problem(
                        other.origin(),
                        "variables are a map, this is " + other.kind(),
                        "write name: value, one per line");
                yield List.of();
            }
        };
    }

    private static void refuseLongLines(String text, String name) {
        int start = 0;
        int line = 1;
        while (text.length() - start > LINE) {
            int end = text.indexOf('\n', start);
            if ((end < 0 ? text.length() : end) - start > LINE) {
                throw problem(
                        "a line of more than " + LINE + " characters",
                        "break it into several",
                        name,
                        line);
            }
            start = end + 1;
            line++;
        }
    }

    /// What is far too much is refused by its lines: to read so much takes a second. What stands below a line
    /// with `|` or `>` may be a block of text and is not counted; what is counted too little is left to [MeasuredParser].
    private static void refuseManyLines(String text, String name) {
        if (text.length() < MeasuredParser.MOST) {
            return;
        }
        int found = 0;
        int number = 0;
        int block = Integer.MAX_VALUE;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String part = line.stripLeading();
            int indent = line.length() - part.length();
            if (part.isEmpty() || indent > block) {
                continue;
            }
            block = part.contains("|") || part.contains(">") ? indent : Integer.MAX_VALUE;
            if (part.startsWith("- ")) {
                found++;
            } else if (part.contains(": ") && !part.startsWith("#")) {
                found += 2;
            }
            if (found > MeasuredParser.MOST) {
                throw problem("not acceptable YAML: " + MeasuredParser.TOO_MUCH, "", name, number);
            }
        }
    }

    private static String hint(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("\\t")) {
            return "indent with spaces, not with tabs";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "quote a value that holds a colon, or check the indentation";
        }
        if (problem.contains("cannot start any token")) {
            return "put a value that begins with @, %, ` or the like into quotes";
        }
        return problem.contains("but found another document") ? "write one document per file" : "";
    }

    private static int line(Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    private static String oneLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("").strip();
    }

    static ProblemException problem(String what, String hint, String file, int line) {
        return new ProblemException(Problem.of(what, hint).at(new Origin(file, line)));
    }
}

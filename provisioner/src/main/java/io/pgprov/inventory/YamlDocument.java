package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// One YAML file, read: its tree and what was odd in it.
///
/// YAML 1.1 as Ansible reads it. Files are UTF-8; at most 16 Mi characters, 50 levels and 50 aliases of collections, so that
/// no file can exhaust memory or stack.
///
/// @param root [Yaml.Empty] for a file without a document
/// @param warnings keys written twice
public record YamlDocument(Yaml root, List<Problem> warnings) {

    private static final int CHARACTERS = 16 << 20;

    public YamlDocument {
        warnings = List.copyOf(warnings);
    }

    /// Reads a file, which may be encrypted as a whole: then lines are those of what it holds, and every value of it is
    /// recorded as a secret.
    ///
    /// @throws ProblemException with every mistake found in it, each with file and line
    static YamlDocument read(Path file, Vaults vaults) {
        String name = file.toString();
        try {
            byte[] content = Files.readAllBytes(file);
            return Vaults.isEncrypted(content)
                    ? vaults.document(content, name)
                    : parse(decode(content, name), name, vaults);
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    Problem.of("no such file: " + name, "check the path").at(name));
        } catch (IOException e) {
            String reason =
                    Files.isDirectory(file) ? "it is a directory" : e.getClass().getSimpleName();
            throw new ProblemException(
                    Problem.of(
                                    "cannot read " + name + ": " + reason,
                                    "it must be a file readable by you")
                            .at(name));
        }
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
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw problem("NUL byte in the file", "", name, lineOf(text, nul));
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(CHARACTERS);
        // Unknown tags are met, with their lines, when the tree is made; nothing is constructed
        // from them.
        limits.setTagInspector(_ -> true);
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            Composer composer =
                    new Composer(
                            new ParserImpl(new StreamReader(body), limits), new Resolver(), limits);
            Node root = composer.getSingleNode();
            return new YamlTree(name, vaults).document(root);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw problem("not valid YAML: " + oneLine(e.getProblem()), hint(e), name, line(mark));
        } catch (YAMLException e) {
            throw problem("not acceptable YAML: " + oneLine(e.getMessage()), "", name, 0);
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

    static String decode(byte[] bytes, String name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            String before = out.flip().toString();
            throw problem(
                    "not UTF-8 text",
                    "save the file as UTF-8",
                    name,
                    lineOf(before, before.length()));
        }
        decoder.flush(out);
        return out.flip().toString();
    }

    private static int lineOf(String text, int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}

package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.shell.PlatformDirectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Turns the nodes of one file into a [Yaml] tree.
final class YamlTree {

    /// Nodes of the tree, counting a node once for each alias of it.
    private static final long LARGEST = 1_000_000;

    /// Said of text that would be taken for one of pgprov's own directories.
    static final String RESERVED =
            "the private-use characters U+E0F0 and U+E0F1 are pgprov's own, and no part of a value";

    private static final Tag UNSAFE = new Tag("!unsafe");

    private static final Set<Tag> VAULTS = Set.of(new Tag("!vault"), new Tag("!vault-encrypted"));

    private final String file;
    private final Vaults vaults;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Map<Node, Yaml> done = new IdentityHashMap<>();
    private final Map<Node, Long> sizes = new IdentityHashMap<>();
    private final Set<String> anchors = new HashSet<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    YamlTree(String file, Vaults vaults) {
        this.file = file;
        this.vaults = vaults;
    }

    /// @param root null for a file without a document, as the library has it
    YamlDocument document(Node root) {
        if (root == null) {
            return new YamlDocument(new Yaml.Empty(new Origin(file, 1)), List.of());
        }
        Yaml tree = node(root);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return new YamlDocument(tree, warnings);
    }

    private Yaml node(Node node) {
        Yaml known = done.get(node);
        if (known != null) {
            return known;
        }
        if (node.getAnchor() != null && !anchors.add(node.getAnchor()) && !open.contains(node)) {
            problem(node, "anchor &" + node.getAnchor() + " is there already", "rename one");
        }
        if (!open.add(node)) {
            problem(node, "an alias that contains itself", "write the value out");
            return new Yaml.Empty(origin(node));
        }
        Yaml converted = convert(node);
        open.remove(node);
        done.put(node, converted);
        return converted;
    }

    private Yaml convert(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                checkTag(node, Tag.SEQ);
                List<Yaml> items = sequence.getValue().stream().map(this::node).toList();
                measure(node, sequence.getValue());
                yield tagged(node, new Yaml.Sequence(origin(node), items));
            }
            case MappingNode mapping -> {
                checkTag(node, Tag.MAP);
                yield tagged(node, mapping(mapping));
            }
            default -> throw new IllegalStateException("unexpected node " + node.getNodeId());
        };
    }

    private void checkTag(Node node, Tag expected) {
        if (!node.getTag().equals(expected) && !node.getTag().equals(UNSAFE)) {
            unknownTag(node);
        }
    }

    private static Yaml tagged(Node node, Yaml collection) {
        return node.getTag().equals(UNSAFE) ? collection.unsafe() : collection;
    }

    private void unknownTag(Node node) {
        String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
        problem(node, "unknown tag " + tag, "only !vault, !unsafe and plain values are understood");
    }

    private void measure(Node node, List<? extends Node> children) {
        long size = 1;
        for (Node child : children) {
            size += sizes.getOrDefault(child, 1L);
        }
        sizes.put(node, size);
        if (size > LARGEST) {
            throw new ProblemException(
                    Problem.of("aliases make the file too large", "write fewer of them")
                            .at(origin(node)));
        }
    }

    /// Merged keys come first and are replaced in place; of several merges the last one wins, within a list the first.
    private Yaml mapping(MappingNode mapping) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        Set<String> merged = new HashSet<>();
        List<Node> children = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            children.add(tuple.getValueNode());
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(tuple.getValueNode(), entries);
            }
        }
        merged.addAll(entries.keySet());
        for (NodeTuple tuple : mapping.getValue()) {
            if (!tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                add(tuple, entries, merged);
            }
        }
        measure(mapping, children);
        return new Yaml.Mapping(origin(mapping), List.copyOf(entries.values()));
    }

    /// @param merged keys that may be replaced without a word, once
    private void add(NodeTuple tuple, Map<String, Yaml.Entry> entries, Set<String> merged) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problem(tuple.getKeyNode(), "a key must be text", "quote it if it starts with { or [");
            return;
        }
        Yaml read = scalar(key);
        Yaml.Entry entry =
                new Yaml.Entry(
                        read.key().orElse(key.getValue()),
                        origin(key),
                        node(tuple.getValueNode()),
                        read instanceof Yaml.Text);
        Yaml.Entry earlier = entries.put(entry.key(), entry);
        if (earlier != null && !merged.remove(entry.key())) {
            warnings.add(
                    Problem.of(
                                    "key " + entry.key() + " is written twice, the last one counts",
                                    "remove the one in line " + earlier.origin().line())
                            .at(entry.origin()));
        }
    }

    /// `<<: *other`, or a list of such.
    private void merge(Node value, Map<String, Yaml.Entry> merged) {
        switch (node(value)) {
            case Yaml.Mapping other -> other.entries().forEach(e -> merged.put(e.key(), e));
            case Yaml.Sequence others
                    when others.items().stream().allMatch(Yaml.Mapping.class::isInstance) ->
                    others.items().reversed().stream()
                            .flatMap(other -> ((Yaml.Mapping) other).entries().stream())
                            .forEach(e -> merged.put(e.key(), e));
            default -> problem(value, "<< needs a map", "");
        }
    }

    private Yaml scalar(ScalarNode node) {
        Origin origin = origin(node);
        Tag tag = node.getTag();
        String text = node.getValue();
        if (PlatformDirectory.reserved(text)) {
            problem(node, RESERVED, "leave them out");
            return new Yaml.Empty(origin);
        }
        if (VAULTS.contains(tag)) {
            return vaults.vaulted(text, origin, problems);
        }
        if (tag.equals(Tag.TIMESTAMP)) {
            if (!Timestamps.isValid(text)) {
                problem(node, "no such date: " + shortened(text), "quote it if it is text");
            }
            return new Yaml.Timestamp(origin, text);
        }
        try {
            if (tag.equals(Tag.INT)) {
                return new Yaml.Number(origin, YamlNumbers.whole(text), text);
            }
            if (tag.equals(Tag.FLOAT)) {
                return new Yaml.Number(origin, YamlNumbers.real(text), text);
            }
        } catch (NumberFormatException e) {
            problem(node, "not a number: " + shortened(text), "quote it if it is text");
            return new Yaml.Empty(origin);
        }
        if (tag.equals(Tag.BOOL)) {
            return bool(node, text);
        }
        if (tag.equals(Tag.NULL)) {
            return new Yaml.Empty(origin);
        }
        if (tag.equals(Tag.MERGE) || tag.equals(YamlScalars.DEFAULT)) {
            problem(node, text + " has a meaning of its own in YAML", "quote it if it is text");
        } else if (!tag.equals(Tag.STR) && !tag.equals(UNSAFE)) {
            unknownTag(node);
        }
        if (hasHalfCharacter(text)) {
            problem(node, "an escape here is half a character", "write \\U and 8 digits");
        }
        boolean block =
                node.getScalarStyle() == ScalarStyle.LITERAL
                        || node.getScalarStyle() == ScalarStyle.FOLDED;
        Origin textOrigin = block ? new Origin(file, origin.line() + 1) : origin;
        return new Yaml.Text(origin, text, textOrigin, !tag.equals(UNSAFE));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(40, text.length()));
    }

    /// Whether one half of a pair of surrogates stands alone, which no encoding of text can express.
    static boolean hasHalfCharacter(String text) {
        return text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private Yaml bool(ScalarNode node, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> new Yaml.Bool(origin(node), true, text);
            case "no", "false", "off" -> new Yaml.Bool(origin(node), false, text);
            default -> {
                problem(node, "neither true nor false: " + text, "write true or false");
                yield new Yaml.Empty(origin(node));
            }
        };
    }

    private void problem(Node node, String what, String hint) {
        problems.add(Problem.of(what, hint).at(origin(node)));
    }

    private Origin origin(Node node) {
        return new Origin(file, node.getStartMark().getLine() + 1);
    }
}

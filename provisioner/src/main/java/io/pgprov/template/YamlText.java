package io.pgprov.template;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.serializer.Serializer;

/// Writes and reads YAML 1.1 as PyYAML does, of which SnakeYAML is a port.
///
/// @param sorted whether keys are put in order
record YamlText(DumperOptions options, boolean sorted) {

    /// A quoted text that the emitter broke: libyaml, which Ansible writes with, breaks it otherwise.
    private static final Pattern BROKEN = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*+\\\\\n");

    /// Characters that SnakeYAML writes otherwise than libyaml.
    private static final Pattern UNLIKE =
            Pattern.compile(
                    "[\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\x{10000}-\\x{10ffff}]");

    /// Text that SnakeYAML quotes and libyaml does not.
    private static final Pattern NO_OCTAL = Pattern.compile("0[0-9_]*[89][0-9_]*");

    private static final Set<Tag> PLAIN = Set.of(Tag.SEQ, Tag.MAP);

    String write(Object value) {
        StringWriter out = new StringWriter();
        try {
            Serializer serializer =
                    new Serializer(new Emitter(out, options), new PyYamlResolver(), options, null);
            serializer.open();
            serializer.serialize(node(value, new IdentityHashMap<>()));
            serializer.close();
        } catch (IOException | YAMLException e) {
            throw new TemplateFault("YAML cannot express this: " + e.getMessage());
        }
        if (BROKEN.matcher(out.toString()).find()) {
            throw new TemplateFault(
                    "YAML of a long text with special characters cannot be written as Ansible does",
                    "use to_json, or give a larger width");
        }
        return out.toString();
    }

    private static String writable(String text) {
        if (UNLIKE.matcher(text).find() || NO_OCTAL.matcher(text).matches()) {
            throw new TemplateFault(
                    "YAML of %s cannot be written as Ansible does"
                            .formatted(Values.described(text)),
                    "use to_json");
        }
        return text;
    }

    /// Of a list or map that stands in the tree twice, Ansible writes an anchor and a reference.
    private static void once(Object collection, Map<Object, Object> seen) {
        if (seen.put(collection, collection) != null) {
            throw new TemplateFault(
                    "YAML of %s that stands in it twice is written with anchors by Ansible"
                            .formatted(Values.described(collection)),
                    "make a copy of one: | list, or | combine({})");
        }
    }

    private Node node(Object value, Map<Object, Object> seen) {
        return switch (Undefined.refuse(Values.of(value))) {
            case None _ -> scalar(Tag.NULL, "null");
            case Boolean truth -> scalar(Tag.BOOL, truth.toString());
            case Double number -> scalar(Tag.FLOAT, real(number));
            case Number number -> scalar(Tag.INT, number.toString());
            // "=" is a type of its own for PyYAML, and so is quoted; text of several lines is never
            // plain there.
            case String text when text.equals("=") || text.indexOf('\n') >= 0 ->
                    new ScalarNode(Tag.STR, writable(text), null, null, ScalarStyle.SINGLE_QUOTED);
            case String text -> scalar(Tag.STR, writable(text));
            case Map<?, ?> map -> {
                once(map, seen);
                yield mapping(map, seen);
            }
            case Object items when Values.isList(items) -> {
                once(items, seen);
                List<Node> nodes = new ArrayList<>();
                Values.iterate(items).forEach(item -> nodes.add(node(item, seen)));
                yield new SequenceNode(Tag.SEQ, nodes, style(nodes));
            }
            case Tuple(List<Object> items) -> {
                List<Node> nodes = new ArrayList<>();
                items.forEach(item -> nodes.add(node(item, seen)));
                yield new SequenceNode(Tag.SEQ, nodes, style(nodes));
            }
            case Object other ->
                    throw new TemplateFault("YAML cannot express " + Values.described(other));
        };
    }

    private Node mapping(Map<?, ?> map, Map<Object, Object> seen) {
        List<Map.Entry<Object, Object>> entries = new ArrayList<>(Values.entries(map));
        if (sorted) {
            entries.sort(Comparator.comparing(Map.Entry::getKey, Comparing::compare));
        }
        List<NodeTuple> tuples = new ArrayList<>();
        List<Node> parts = new ArrayList<>();
        for (Map.Entry<Object, Object> entry : entries) {
            if (entry.getKey().equals("")) {
                throw new TemplateFault(
                        "YAML of an empty key cannot be written as Ansible does", "use to_json");
            }
            NodeTuple tuple =
                    new NodeTuple(node(entry.getKey(), seen), node(entry.getValue(), seen));
            tuples.add(tuple);
            parts.add(tuple.getKeyNode());
            parts.add(tuple.getValueNode());
        }
        return new MappingNode(Tag.MAP, tuples, style(parts));
    }

    /// Without a wish, a collection of scalars stands on one line.
    private FlowStyle style(List<Node> parts) {
        return options.getDefaultFlowStyle() == FlowStyle.AUTO
                ? parts.stream().allMatch(ScalarNode.class::isInstance)
                        ? FlowStyle.FLOW
                        : FlowStyle.BLOCK
                : options.getDefaultFlowStyle();
    }

    private static Node scalar(Tag tag, String text) {
        return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
    }

    private static String real(double number) {
        String text = PythonFloat.repr(number);
        return switch (text) {
            case "nan" -> ".nan";
            case "inf" -> ".inf";
            case "-inf" -> "-.inf";
            default -> !text.contains(".") && text.contains("e") ? text.replace("e", ".0e") : text;
        };
    }

    /// The documents of a text.
    static List<Object> read(String text) {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(PythonText.LONGEST);
        try {
            Composer composer =
                    new Composer(
                            new ParserImpl(new StreamReader(new StringReader(text)), limits),
                            new PyYamlResolver(),
                            limits);
            List<Object> documents = new ArrayList<>();
            int[] nodes = {0};
            while (composer.checkNode()) {
                documents.add(value(composer.getNode(), nodes));
            }
            return documents;
        } catch (YAMLException e) {
            // The library's own message may quote the text, which may be a part of a secret.
            String place =
                    e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
                            ? "line %d, column %d of it"
                                    .formatted(
                                            marked.getProblemMark().getLine() + 1,
                                            marked.getProblemMark().getColumn() + 1)
                            : "too large, or nested too deeply";
            throw new TemplateFault("not YAML: " + place);
        }
    }

    private static Object value(Node node, int[] nodes) {
        if (++nodes[0] > 1_000_000) {
            throw new TemplateFault("aliases make the YAML too large");
        }
        return switch (node) {
            case CollectionNode<?> odd when !PLAIN.contains(odd.getTag()) ->
                    throw new TemplateFault("cannot read " + odd.getTag() + " of the YAML");
            case SequenceNode sequence -> {
                OwnList items = new OwnList();
                sequence.getValue().forEach(item -> items.add(value(item, nodes)));
                yield items;
            }
            case MappingNode mapping -> {
                OwnMap map = new OwnMap();
                mapping.getValue()
                        .forEach(tuple ->
                                map.put(
                                        value(tuple.getKeyNode(), nodes),
                                        value(tuple.getValueNode(), nodes)));
                yield map;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new TemplateFault("not plain YAML");
        };
    }

    private static Object scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        String plain = text.replace("_", "");
        if (scalar.getTag().equals(Tag.NULL)) {
            return None.NONE;
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return text.toLowerCase(Locale.ROOT).matches("true|yes|on");
        }
        if (scalar.getTag().equals(Tag.INT) && plain.matches("[+-]?(0|[1-9]\\d*)")) {
            return Values.number(new BigInteger(plain));
        }
        if (scalar.getTag().equals(Tag.INT) && plain.matches("0[0-7]+")) {
            return Values.number(new BigInteger(plain, 8));
        }
        if (scalar.getTag().equals(Tag.INT) && plain.matches("0x[0-9a-fA-F]+")) {
            return Values.number(new BigInteger(plain.substring(2), 16));
        }
        if (scalar.getTag().equals(Tag.FLOAT)
                && plain.matches("[+-]?\\d*\\.?\\d*([eE][+-]?\\d+)?")) {
            return Double.valueOf(plain);
        }
        if (scalar.getTag().equals(Tag.STR) && !text.equals("=")) {
            return text;
        }
        throw new TemplateFault(
                "cannot read " + text + " of the YAML", "write it as a plain number, or quote it");
    }
}

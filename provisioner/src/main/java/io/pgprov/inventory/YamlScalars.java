package io.pgprov.inventory;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Tells what a plain scalar is: the expressions of PyYAML 6 (`yaml/resolver.py`), which Ansible reads with. The library's own
/// differ: they take `1e5` and `1.5e3` for numbers, which Ansible reads as text.
final class YamlScalars extends Resolver {

    /// Of a plain `=`, the "default value" of YAML 1.1, of which PyYAML makes nothing.
    static final Tag DEFAULT = new Tag(Tag.PREFIX + "value");

    private static final Pattern BOOL =
            Pattern.compile(
                    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
                            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern INT =
            Pattern.compile(
                    "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
                            + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
                            + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}"
                            + ":[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
                            + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, whole(BOOL), "yYnNtTfFoO");
        addImplicitResolver(Tag.FLOAT, whole(FLOAT), "-+0123456789.");
        addImplicitResolver(Tag.INT, whole(INT), "-+0123456789");
        addImplicitResolver(Tag.MERGE, Pattern.compile("^<<$"), "<");
        addImplicitResolver(Tag.NULL, whole(NULL), "~nN\0");
        addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        addImplicitResolver(DEFAULT, Pattern.compile("^=$"), "=");
        addImplicitResolver(Tag.TIMESTAMP, whole(TIMESTAMP), "0123456789");
    }

    /// The library searches, it does not match.
    private static Pattern whole(Pattern pattern) {
        return Pattern.compile("^(?:" + pattern.pattern() + ")\\z");
    }
}

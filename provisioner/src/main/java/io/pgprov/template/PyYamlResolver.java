package io.pgprov.template;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Tells what a plain scalar is as PyYAML does, for which a number with an exponent needs a point and a sign (`1.0e+3`).
final class PyYamlResolver extends Resolver {

    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        Tag tag = super.resolve(kind, value, implicit);
        return tag.equals(Tag.FLOAT) && !FLOAT.matcher(value).matches() ? Tag.STR : tag;
    }
}

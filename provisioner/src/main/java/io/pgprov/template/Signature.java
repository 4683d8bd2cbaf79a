package io.pgprov.template;

import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Names and defaults of a macro's parameters; those with a default are last.
///
/// @param more which of `varargs`, `kwargs` and `caller` the macro names, and so accepts
record Signature(String name, List<String> parameters, List<Clause> defaults, Set<String> more) {

    private static final Set<String> MORE = Set.of("varargs", "kwargs", "caller");
    private static final Pattern WORD = Pattern.compile("\\w+");

    /// @param clause the parameters in parentheses, or nothing
    static Signature of(String name, Clause clause) {
        Clause whole = clause.stripped();
        Clause inside = whole.text().isEmpty() ? whole : whole.part(1, whole.text().length() - 1);
        List<String> parameters = new ArrayList<>();
        List<Clause> defaults = new ArrayList<>();
        List<Clause> parts =
                inside.text().isBlank() ? List.of() : inside.split(mark -> mark.text().equals(","));
        for (Clause part : parts) {
            List<Clause> sides = part.split(mark -> mark.text().equals("="));
            parameters.add(Target.name(sides.getFirst()));
            if (sides.size() == 2) {
                defaults.add(sides.get(1));
            } else if (sides.size() > 2 || !defaults.isEmpty()) {
                throw part.fault("expected a default, as the parameter before has one");
            }
        }
        return new Signature(name, parameters, defaults, words(whole.text()));
    }

    Signature withBody(Node body) {
        Set<String> all = new HashSet<>(more);
        collect(body.getChildren(), all);
        return new Signature(name, parameters, defaults, all);
    }

    private static void collect(List<Node> nodes, Set<String> all) {
        for (Node node : nodes) {
            if (!(node instanceof TextNode)) {
                all.addAll(words(node.getMaster().getImage()));
                collect(node.getChildren(), all);
            }
        }
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        WORD.matcher(text).results().forEach(word -> words.add(word.group()));
        words.retainAll(MORE);
        return words;
    }
}

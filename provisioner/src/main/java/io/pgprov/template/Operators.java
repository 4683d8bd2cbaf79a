package io.pgprov.template;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the parts of an expression do, as Python does it.
final class Operators {

    private Operators() {}

    /// A comparison's sign and what is behind it.
    record Step(String operator, PythonNode operand) {}

    private static PythonNode node(int lines, PythonNode.Evaluation evaluation) {
        return new PythonNode(lines, "(…)", evaluation);
    }

    /// The outermost part, which hands a fault past the engine.
    static PythonNode whole(PythonNode inner) {
        return new PythonNode(
                0,
                inner.written(),
                run -> {
                    try {
                        return inner.value(run);
                    } catch (TemplateFault | ProblemException e) {
                        throw new Ended(e);
                    }
                });
    }

    static PythonNode constant(int lines, Object value) {
        return new PythonNode(lines, PythonText.repr(value), _ -> value);
    }

    /// What a backslash means depends on where the expression stands.
    static PythonNode text(int lines, List<String> parts) {
        String literal = String.join("", parts);
        if (literal.indexOf('\\') < 0) {
            return constant(lines, literal);
        }
        return new PythonNode(
                lines,
                PythonText.repr(literal),
                run -> {
                    run.at(lines);
                    return switch (run.backslashes()) {
                        case LITERAL -> literal;
                        case ESCAPE ->
                                String.join("", parts.stream().map(Operators::unescaped).toList());
                    };
                });
    }

    private static String unescaped(String part) {
        try {
            return Escapes.decode(part);
        } catch (IllegalArgumentException e) {
            throw new TemplateFault(e.getMessage());
        }
    }

    static PythonNode name(int lines, String name) {
        return new PythonNode(
                lines,
                name,
                run -> {
                    run.at(lines);
                    return run.named(name);
                });
    }

    static PythonNode tuple(int lines, List<PythonNode> items) {
        return node(lines, run -> new Tuple(all(items, run)));
    }

    static PythonNode list(int lines, List<PythonNode> items) {
        return node(lines, run -> all(items, run));
    }

    private static OwnList all(List<PythonNode> items, Run run) {
        OwnList list = new OwnList();
        items.forEach(item -> list.add(item.value(run)));
        return list;
    }

    static PythonNode map(int lines, List<Map.Entry<PythonNode, PythonNode>> entries) {
        return node(
                lines,
                run -> {
                    OwnMap map = new OwnMap();
                    entries.forEach(entry ->
                            map.put(
                                    Undefined.refuse(entry.getKey().value(run)),
                                    entry.getValue().value(run)));
                    return map;
                });
    }

    static PythonNode choice(
            int lines, PythonNode test, PythonNode then, Optional<PythonNode> otherwise) {
        return node(
                lines,
                run -> {
                    if (Values.truth(test.value(run))) {
                        return then.value(run);
                    }
                    return otherwise
                            .map(each -> each.value(run))
                            .orElseGet(() -> Undefined.noElse(run.at(lines)));
                });
    }

    static PythonNode or(int lines, PythonNode left, PythonNode right) {
        return node(
                lines,
                run -> {
                    Object first = left.value(run);
                    return Values.truth(first) ? first : right.value(run);
                });
    }

    static PythonNode and(int lines, PythonNode left, PythonNode right) {
        return node(
                lines,
                run -> {
                    Object first = left.value(run);
                    return Values.truth(first) ? right.value(run) : first;
                });
    }

    static PythonNode not(int lines, PythonNode operand) {
        return node(lines, run -> !Values.truth(operand.value(run)));
    }

    static PythonNode sign(int lines, String sign, PythonNode operand) {
        return node(
                lines,
                run -> {
                    Object negated = Arithmetic.negate(operand.value(run));
                    return sign.equals("-") ? negated : Arithmetic.negate(negated);
                });
    }

    static PythonNode binary(int lines, String operator, PythonNode left, PythonNode right) {
        return node(
                lines,
                run -> {
                    Object first = left.value(run);
                    Object second = right.value(run);
                    run.at(lines);
                    return Arithmetic.apply(operator, first, second);
                });
    }

    static PythonNode joined(int lines, List<PythonNode> parts) {
        return node(
                lines,
                run -> {
                    StringBuilder text = new StringBuilder();
                    for (PythonNode part : parts) {
                        text.append(PythonText.str(part.value(run)));
                        Budget.check(text);
                    }
                    return text.toString();
                });
    }

    static PythonNode comparison(int lines, PythonNode first, List<Step> steps) {
        return node(
                lines,
                run -> {
                    Object left = first.value(run);
                    for (Step step : steps) {
                        Object right = step.operand().value(run);
                        run.at(lines);
                        if (!holds(run, step.operator(), left, right)) {
                            return false;
                        }
                        left = right;
                    }
                    return true;
                });
    }

    private static boolean holds(Run run, String operator, Object left, Object right) {
        if (run.comparison() == Run.Comparison.ALIKE
                && operator.endsWith("=")
                && (left instanceof String && Values.isNumber(right)
                        || Values.isNumber(left) && right instanceof String)) {
            throw new TemplateFault(
                    "cannot compare %s with %s"
                            .formatted(Values.described(left), Values.described(right)),
                    "text and a number are never equal: add | int or | string");
        }
        return switch (operator) {
            case "==" -> Comparing.equal(left, right);
            case "!=" -> !Comparing.equal(left, right);
            case "<" -> Comparing.compare(left, right) < 0;
            case "<=" -> Comparing.compare(left, right) <= 0;
            case ">" -> Comparing.compare(left, right) > 0;
            case ">=" -> Comparing.compare(left, right) >= 0;
            case "in" -> Comparing.contains(right, left);
            default -> !Comparing.contains(right, left);
        };
    }

    static PythonNode attribute(int lines, PythonNode of, String name) {
        String written = of.written() + "." + name;
        return new PythonNode(
                lines,
                written,
                run -> {
                    Object target = of.value(run);
                    int line = run.at(lines);
                    return Attributes.attribute(target, name)
                            .orElseGet(() -> missing(target, written, line));
                });
    }

    static PythonNode item(int lines, PythonNode of, PythonNode index) {
        String written = of.written() + "[" + index.written() + "]";
        return new PythonNode(
                lines,
                written,
                run -> {
                    Object target = of.value(run);
                    Object at = Undefined.refuse(index.value(run));
                    int line = run.at(lines);
                    return Attributes.item(target, at)
                            .orElseGet(() -> missing(target, written, line));
                });
    }

    private static Object missing(Object target, String written, int line) {
        if (target instanceof Undefined undefined && undefined.strict()) {
            return undefined;
        }
        String why =
                switch (target) {
                    case Map<?, ?> _ -> "there is no such key";
                    case List<?> list -> "the list has " + list.size() + " items";
                    case Object other -> "it is a part of " + Values.described(other);
                };
        return Undefined.of(written, why, line);
    }

    static PythonNode slice(
            int lines,
            PythonNode of,
            Optional<PythonNode> from,
            Optional<PythonNode> to,
            Optional<PythonNode> step) {
        return node(
                lines,
                run -> {
                    Object target = Undefined.refuse(of.value(run));
                    Function<PythonNode, Object> bound = end -> Undefined.refuse(end.value(run));
                    Optional<Object> first = from.map(bound);
                    Optional<Object> last = to.map(bound);
                    Optional<Object> by = step.map(bound);
                    run.at(lines);
                    return Slicing.slice(target, first, last, by);
                });
    }

    static PythonNode call(int lines, PythonNode called, Given given) {
        return new PythonNode(
                lines,
                called.written() + "()",
                run -> {
                    Object target = Undefined.refuse(called.value(run));
                    List<Object> positional = given.positional(run);
                    Map<String, Object> named = given.named(run);
                    run.at(lines);
                    if (!(target instanceof Callable callable)) {
                        throw new TemplateFault(
                                called.written()
                                        + " cannot be called: it is "
                                        + Values.described(target));
                    }
                    run.budget().step();
                    return callable.call(positional, named);
                });
    }

    static PythonNode filter(int lines, String name, PythonNode input, Given given) {
        return new PythonNode(
                lines,
                "(… | " + name + ")",
                run -> {
                    Object value = input.value(run);
                    Object[] positional = given.positional(run).toArray();
                    Map<String, Object> named = given.named(run);
                    run.at(lines);
                    run.budget().step();
                    PythonInterpreter interpreter = PythonInterpreter.current();
                    Filter filter = interpreter.getContext().getFilter(name);
                    return filter.filter(value, interpreter, positional, named);
                });
    }

    static PythonNode test(int lines, String name, PythonNode input, Given given) {
        return node(
                lines,
                run -> {
                    Object value = input.value(run);
                    List<Object> arguments = new ArrayList<>(given.positional(run));
                    given.named(run)
                            .forEach((key, each) -> arguments.add(new NamedParameter(key, each)));
                    run.at(lines);
                    PythonInterpreter interpreter = PythonInterpreter.current();
                    ExpTest test = interpreter.getContext().getExpTest(name);
                    return test.evaluate(value, interpreter, arguments.toArray());
                });
    }
}

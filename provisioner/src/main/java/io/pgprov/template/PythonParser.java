package io.pgprov.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;

/// Reads expressions with the precedence of Jinja2 3.1 (`jinja2/parser.py`), where jinjava has that of Java's expressions.
final class PythonParser extends WordParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    PythonParser(Builder context, String input) {
        super(context, input);
    }

    /// The whole of an expression.
    @Override
    protected AstNode expr(boolean required) throws ScanException, ParseException {
        PythonNode whole = tuple();
        if (!word().is(Symbol.END_EVAL)) {
            throw unexpected("expected an operator");
        }
        return Operators.whole(whole);
    }

    /// One expression, or several with commas between them.
    private PythonNode tuple() throws ScanException, ParseException {
        int lines = word().lines();
        PythonNode first = expression();
        if (!word().sign(",")) {
            return first;
        }
        List<PythonNode> items = new ArrayList<>(List.of(first));
        while (skip(",")) {
            if (word().is(Symbol.END_EVAL) || word().sign(")") || word().sign("]")) {
                break;
            }
            items.add(expression());
        }
        return Operators.tuple(lines, items);
    }

    private PythonNode expression() throws ScanException, ParseException {
        enter();
        int lines = word().lines();
        PythonNode then = or();
        while (skipName("if")) {
            PythonNode test = or();
            Optional<PythonNode> otherwise =
                    skipName("else") ? Optional.of(expression()) : Optional.empty();
            then = Operators.choice(lines, test, then, otherwise);
        }
        leave();
        return then;
    }

    private PythonNode or() throws ScanException, ParseException {
        PythonNode left = and();
        while (word().name("or")) {
            left = Operators.or(take().lines(), left, and());
        }
        return left;
    }

    private PythonNode and() throws ScanException, ParseException {
        PythonNode left = not();
        while (word().name("and")) {
            left = Operators.and(take().lines(), left, not());
        }
        return left;
    }

    private PythonNode not() throws ScanException, ParseException {
        if (!word().name("not")) {
            return comparison();
        }
        enter();
        int lines = take().lines();
        PythonNode operand = not();
        leave();
        return Operators.not(lines, operand);
    }

    private PythonNode comparison() throws ScanException, ParseException {
        int lines = word().lines();
        PythonNode first = sum();
        List<Operators.Step> steps = new ArrayList<>();
        while (true) {
            if (word().is(Symbol.EXTENSION) && COMPARISONS.contains(word().getImage())) {
                steps.add(new Operators.Step(take().getImage(), sum()));
            } else if (skipName("in")) {
                steps.add(new Operators.Step("in", sum()));
            } else if (word().name("not") && following().name("in")) {
                take();
                take();
                steps.add(new Operators.Step("not in", sum()));
            } else {
                return steps.isEmpty() ? first : Operators.comparison(lines, first, steps);
            }
        }
    }

    private PythonNode sum() throws ScanException, ParseException {
        PythonNode left = joined();
        while (word().sign("+") || word().sign("-")) {
            Word operator = take();
            left = Operators.binary(operator.lines(), operator.getImage(), left, joined());
        }
        return left;
    }

    private PythonNode joined() throws ScanException, ParseException {
        int lines = word().lines();
        List<PythonNode> parts = new ArrayList<>(List.of(product()));
        while (skip("~")) {
            parts.add(product());
        }
        return parts.size() == 1 ? parts.getFirst() : Operators.joined(lines, parts);
    }

    private PythonNode product() throws ScanException, ParseException {
        PythonNode left = power();
        while (word().is(Symbol.EXTENSION)
                && Set.of("*", "/", "//", "%").contains(word().getImage())) {
            Word operator = take();
            left = Operators.binary(operator.lines(), operator.getImage(), left, power());
        }
        return left;
    }

    private PythonNode power() throws ScanException, ParseException {
        PythonNode left = filtered(signed());
        while (word().sign("**")) {
            left = Operators.binary(take().lines(), "**", left, filtered(signed()));
        }
        return left;
    }

    private PythonNode signed() throws ScanException, ParseException {
        if (!word().sign("-") && !word().sign("+")) {
            return postfix(primary());
        }
        enter();
        Word sign = take();
        PythonNode operand = signed();
        leave();
        return Operators.sign(sign.lines(), sign.getImage(), operand);
    }

    private PythonNode primary() throws ScanException, ParseException {
        Word word = word();
        if (word.is(Symbol.IDENTIFIER)) {
            return name(take());
        }
        if (word.is(Symbol.STRING)) {
            List<String> parts = new ArrayList<>();
            while (word().is(Symbol.STRING)) {
                parts.add(take().getImage());
            }
            return Operators.text(word.lines(), parts);
        }
        if (word.is(Symbol.INTEGER)) {
            return Operators.constant(word.lines(), integer(take().getImage()));
        }
        if (word.is(Symbol.FLOAT)) {
            return Operators.constant(word.lines(), Double.valueOf(take().getImage()));
        }
        if (skip("(")) {
            return parentheses(word.lines());
        }
        if (skip("[")) {
            List<PythonNode> items = new ArrayList<>();
            while (!skip("]")) {
                items.add(expression());
                separator("]");
            }
            return Operators.list(word.lines(), items);
        }
        if (skip("{")) {
            List<Map.Entry<PythonNode, PythonNode>> entries = new ArrayList<>();
            while (!skip("}")) {
                PythonNode key = expression();
                require(":");
                entries.add(Map.entry(key, expression()));
                separator("}");
            }
            return Operators.map(word.lines(), entries);
        }
        throw unexpected("expected an expression");
    }

    private static PythonNode name(Word word) {
        return switch (word.getImage()) {
            case "true", "True" -> Operators.constant(word.lines(), true);
            case "false", "False" -> Operators.constant(word.lines(), false);
            case "none", "None" -> Operators.constant(word.lines(), None.NONE);
            case String name -> Operators.name(word.lines(), name);
        };
    }

    private static Object integer(String digits) {
        int radix =
                digits.length() < 3
                        ? 10
                        : switch (digits.charAt(1)) {
                            case 'x', 'X' -> 16;
                            case 'o', 'O' -> 8;
                            case 'b', 'B' -> 2;
                            default -> 10;
                        };
        return Values.number(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
    }

    private PythonNode parentheses(int lines) throws ScanException, ParseException {
        if (skip(")")) {
            return Operators.tuple(lines, List.of());
        }
        PythonNode inner = tuple();
        require(")");
        return inner;
    }

    private PythonNode postfix(PythonNode start) throws ScanException, ParseException {
        PythonNode target = start;
        while (true) {
            if (word().sign(".")) {
                target = dotted(target);
            } else if (word().sign("[")) {
                target = subscript(target);
            } else if (word().sign("(")) {
                target = Operators.call(word().lines(), target, given());
            } else {
                return target;
            }
        }
    }

    private PythonNode dotted(PythonNode target) throws ScanException, ParseException {
        int lines = take().lines();
        if (word().is(Symbol.IDENTIFIER)) {
            return Operators.attribute(lines, target, take().getImage());
        }
        if (word().is(Symbol.INTEGER)) {
            return Operators.item(
                    lines, target, Operators.constant(lines, integer(take().getImage())));
        }
        throw unexpected("expected a name after the dot");
    }

    private PythonNode subscript(PythonNode target) throws ScanException, ParseException {
        int lines = take().lines();
        Optional<PythonNode> from = word().sign(":") ? Optional.empty() : Optional.of(tuple());
        if (from.isPresent() && skip("]")) {
            return Operators.item(lines, target, from.get());
        }
        require(":");
        Optional<PythonNode> to = sliceEnd();
        Optional<PythonNode> step = skip(":") ? sliceEnd() : Optional.empty();
        require("]");
        return Operators.slice(lines, target, from, to, step);
    }

    private Optional<PythonNode> sliceEnd() throws ScanException, ParseException {
        return word().sign(":") || word().sign("]") ? Optional.empty() : Optional.of(expression());
    }

    private Given given() throws ScanException, ParseException {
        require("(");
        List<PythonNode> positional = new ArrayList<>();
        Map<String, PythonNode> named = new LinkedHashMap<>();
        Optional<PythonNode> spread = Optional.empty();
        Optional<PythonNode> spreadNamed = Optional.empty();
        while (!skip(")")) {
            if (skip("*")) {
                spread = Optional.of(expression());
            } else if (skip("**")) {
                spreadNamed = Optional.of(expression());
            } else if (word().is(Symbol.IDENTIFIER) && following().sign("=")) {
                String name = take().getImage();
                take();
                named.put(name, expression());
            } else if (named.isEmpty() && spread.isEmpty()) {
                positional.add(expression());
            } else {
                throw unexpected("expected name=value");
            }
            separator(")");
        }
        return new Given(positional, named, spread, spreadNamed);
    }

    private PythonNode filtered(PythonNode start) throws ScanException, ParseException {
        PythonNode value = start;
        while (true) {
            if (skip("|")) {
                int lines = reached();
                String name = Filters.known(dottedName("a filter"), 0);
                Given given = word().sign("(") ? given() : Given.NOTHING;
                value = Operators.filter(lines, name, value, given);
            } else if (skipName("is")) {
                value = test(value);
            } else if (word().sign("(")) {
                value = Operators.call(word().lines(), value, given());
            } else {
                return value;
            }
        }
    }

    private PythonNode test(PythonNode input) throws ScanException, ParseException {
        int lines = reached();
        boolean negated = skipName("not");
        String name = Tests.known(dottedName("a test"), 0);
        Given given = Given.NOTHING;
        if (word().sign("(")) {
            given = given();
        } else if (word().beginsArgument()) {
            given = Given.of(postfix(primary()));
        }
        PythonNode test = Operators.test(lines, name, input, given);
        return negated ? Operators.not(lines, test) : test;
    }

    private String dottedName(String what) throws ScanException, ParseException {
        StringBuilder name = new StringBuilder();
        do {
            if (!word().is(Symbol.IDENTIFIER)) {
                throw unexpected("expected " + what);
            }
            name.append(name.isEmpty() ? "" : ".").append(take().getImage());
        } while (skip("."));
        return name.toString();
    }
}

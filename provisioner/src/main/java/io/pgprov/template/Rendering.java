package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.tree.ExpressionNode;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Run.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// One use of the engine: a text, its variables, and the place that problems name.
final class Rendering {

    /// Brackets with nothing but numbers, words of Python and text in quotes.
    private static final Pattern LIST =
            Pattern.compile(
                    "[\\[{](?:[\\[\\]{}(),:\\s\\d.eE+-]|True|False|None|true|false|null|'[^'\\\\]*+'|\"(?:[^\"\\\\]|\\\\.)*+\")*+");

    private final String text;
    private final Origin origin;
    private final Lookup variables;
    private final SecretSources secrets;

    /// Lines before those that the engine reads.
    private int skipped;

    Rendering(String text, Origin origin, Lookup variables, SecretSources secrets) {
        this.text = text;
        this.origin = origin;
        this.variables = variables;
        this.secrets = secrets;
    }

    /// The text of a template file, or of a part of one.
    String file() {
        return run(
                Comparison.PYTHON,
                interpreter -> {
                    Header header = Header.of(text);
                    skipped = header.lines();
                    Node root =
                            TemplateReader.read(header.body(), header.whitespace(), interpreter);
                    return text(root, interpreter);
                });
    }

    /// A value of a YAML file: of its own type where it is one expression, else text.
    Object value() {
        return run(
                Comparison.PYTHON,
                interpreter -> {
                    if (Header.starts(text)) {
                        throw new TemplateFault("the line #jinja2: is for files");
                    }
                    Whitespace whitespace = Whitespace.ofValues();
                    Node all = TemplateReader.read(text, whitespace, interpreter);
                    if (!text.endsWith("\n")
                            && all.getChildren().size() == 1
                            && all.getChildren().getFirst() instanceof ExpressionNode print
                            && print.getMaster() instanceof ExpressionToken token) {
                        return plain(
                                interpreter.value(
                                        token.getExpr(),
                                        token.getLineNumber(),
                                        whitespace.backslashes()));
                    }
                    return unlessList(text(all, interpreter), interpreter);
                });
    }

    /// Text made of parts that reads as a list or map is one to Ansible, up to 2.18. It is only looked at here, and never
    /// evaluated.
    private static String unlessList(String text, PythonInterpreter interpreter) {
        if (LIST.matcher(text).matches()) {
            try {
                interpreter.check(new Clause(text, 1));
            } catch (TemplateFault e) {
                return text;
            }
            throw new TemplateFault(
                    "text that reads as a list or map: " + Values.described(text),
                    "write one {{ [ … ] }}, or a list of YAML");
        }
        return text;
    }

    /// The value of an expression without braces, in which text and a number are not compared.
    Object condition() {
        return run(
                Comparison.ALIKE,
                interpreter -> {
                    if (text.stripLeading().startsWith("{{")) {
                        throw new TemplateFault(
                                "a condition in braces: " + text.strip(),
                                "it is an expression already: write it without braces");
                    }
                    return plain(interpreter.value(text, 1, Whitespace.Backslashes.LITERAL));
                });
    }

    /// As many line breaks at the end as the template has, which is Ansible's rule: Jinja drops one, and a block tag one more.
    private String text(Node root, PythonInterpreter interpreter) {
        String rendered = interpreter.render(root);
        int missing = lineBreaks(text) - lineBreaks(rendered);
        return missing > 0 ? rendered + "\n".repeat(missing) : rendered;
    }

    private static int lineBreaks(String text) {
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) == '\n') {
            at--;
        }
        return text.length() - at;
    }

    private <T> T run(Comparison comparison, Function<PythonInterpreter, T> work) {
        SecretTrace trace = new SecretTrace(secrets);
        Functions functions =
                new Functions(source -> {
                    String secret = secrets.read(source, origin).reveal();
                    trace.using(secret);
                    return secret;
                });
        Run run = new Run(variables, functions, comparison, trace);
        Context context = new Context(Engine.jinjava().getGlobalContextCopy());
        PythonInterpreter interpreter = new PythonInterpreter(context, run);
        try {
            return interpreter.asCurrent(() -> work.apply(interpreter));
        } catch (StackOverflowError e) {
            throw problem("nested too deeply", "", run.line());
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            RuntimeException fault = PythonInterpreter.fault(e);
            if (fault instanceof TemplateFault known) {
                throw problem(
                        trace.message(known.getMessage()),
                        known.hint(),
                        known.line() > 0 ? known.line() : run.line());
            }
            throw fault;
        }
    }

    private ProblemException problem(String what, String hint, int line) {
        Origin place =
                origin.line() == 0
                        ? origin
                        : new Origin(origin.file(), origin.line() + skipped + line - 1);
        return new ProblemException(Problem.of("template: " + what, hint).at(place));
    }

    /// A value as others may have it: text, `Long`, `BigInteger`, `Double`, `Boolean`, [Moment], `List`, `Map`; [None] within these
    /// two only.
    static Object plain(Object value) {
        return switch (Undefined.refuse(Values.of(value))) {
            case None _, Undefined _ -> "";
            case Tuple _ ->
                    throw new TemplateFault("a tuple is no value of a variable", "add | list");
            case Object other -> part(other);
        };
    }

    private static Object part(Object value) {
        return switch (Undefined.refuse(Values.of(value))) {
            case Undefined _ -> "";
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(Values.of(key), part(item)));
                yield copy;
            }
            case Object items when Values.isSequence(items) -> {
                List<Object> copy = new ArrayList<>();
                Values.iterate(items).forEach(item -> copy.add(part(item)));
                yield copy;
            }
            case Callable _, Fielded _ ->
                    throw new TemplateFault("a function is no value", "call it, with parentheses");
            case Object other -> other;
        };
    }
}

package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.UnknownTokenException;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One use of the engine: its text, its variables and what went wrong in it.
///
/// Problems of variables and of `secret()` pass through the engine's own error handling, which would turn them into text; so
/// they are kept here and thrown at the end.
final class Rendering {

    private static final ScopedValue<Rendering> CURRENT = ScopedValue.newInstance();

    private final String text;
    private final Origin origin;
    private final Lookup variables;
    private final SecretSources secrets;
    private final Set<String> undefined = new LinkedHashSet<>();
    private Optional<ProblemException> first = Optional.empty();

    Rendering(String text, Origin origin, Lookup variables, SecretSources secrets) {
        this.text = text;
        this.origin = origin;
        this.variables = variables;
        this.secrets = secrets;
    }

    String text() {
        return run(interpreter -> interpreter.render(text));
    }

    /// The value of an expression that starts so many lines below the text's first line.
    Object value(String expression, int lines) {
        return run(interpreter ->
                NativeValues.of(interpreter.resolveELExpression(expression, lines + 1)));
    }

    /// What the template function `secret` returns.
    static String secret(String source) {
        Rendering rendering = CURRENT.get();
        return rendering.keep(() -> rendering.secrets.read(source, rendering.origin).reveal());
    }

    private <T> T run(Function<JinjavaInterpreter, T> work) {
        return ScopedValue.where(CURRENT, this)
                .call(() -> {
                    Context context = new Context(Engine.jinjava().getGlobalContextCopy());
                    context.setDynamicVariableResolver(this::variable);
                    JinjavaInterpreter interpreter =
                            new JinjavaInterpreter(
                                    Engine.jinjava(), context, Engine.jinjava().getGlobalConfig());
                    try (var _ = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
                        T result = work.apply(interpreter);
                        check(interpreter);
                        return result;
                    } catch (InterpretException | jinjava.javax.el.ELException e) {
                        check(interpreter);
                        throw failure(e);
                    }
                });
    }

    private Object variable(String name) {
        Optional<Object> value = keep(() -> variables.value(name));
        if (value.isEmpty()) {
            undefined.add(name);
        }
        return value.orElse(null);
    }

    private <T> T keep(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            if (first.isEmpty()) {
                first = Optional.of(e);
            }
            throw e;
        }
    }

    private void check(JinjavaInterpreter interpreter) {
        if (first.isPresent()) {
            throw first.get();
        }
        for (TemplateError error : interpreter.getErrors()) {
            throw failure(error);
        }
        for (String name : undefined) {
            unguarded(name)
                    .ifPresent(line -> {
                        throw undefined(name, line);
                    });
        }
    }

    private ProblemException failure(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
        }
        if (error.getException() instanceof UnknownTokenException unknown) {
            return undefined(unknown.getToken(), error.getLineno() - 1);
        }
        return problem(oneLine(error.getMessage()), "", Math.max(0, error.getLineno() - 1));
    }

    private ProblemException failure(RuntimeException e) {
        if (e instanceof UnknownTokenException unknown) {
            return undefined(unknown.getToken(), Math.max(0, unknown.getLineNumber() - 1));
        }
        int line = e instanceof InterpretException interpret ? interpret.getLineNumber() - 1 : 0;
        return problem(oneLine(String.valueOf(e.getMessage())), "", Math.max(0, line));
    }

    private ProblemException undefined(String expression, int line) {
        Optional<String> filter = Engine.unknownFilter(expression);
        if (filter.isPresent()) {
            return problem(
                    "unknown filter " + filter.get() + " in " + expression,
                    "the filters are listed in the documentation of templates",
                    line);
        }
        return problem(
                "undefined in template: " + expression,
                "define it, or give it a default: " + expression + " | default('')",
                line);
    }

    private ProblemException problem(String what, String hint, int line) {
        Origin place =
                origin.line() == 0 ? origin : new Origin(origin.file(), origin.line() + line);
        return new ProblemException(Problem.of("template: " + what, hint).at(place));
    }

    private static String oneLine(String message) {
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    /// The line, from 0, of an undefined name that nothing guards: the engine itself only notices one that stands alone,
    /// and renders `'a' ~ nope` as `a`.
    private Optional<Integer> unguarded(String name) {
        String word = "(?<![\\w.'\"])" + Pattern.quote(name) + "(?!\\w)";
        Pattern guard =
                Pattern.compile(
                        "(?:\\.\\w+|\\[[^\\]]*\\])*\\s*"
                                + "(?:\\|\\s*(?:default|d|mandatory)\\b|is\\s+(?:not\\s+)?(?:un)?defined\\b)");
        Matcher use = Pattern.compile(word).matcher(text);
        while (use.find()) {
            Matcher after = guard.matcher(text).region(use.end(), text.length());
            if (after.lookingAt()) {
                return Optional.empty();
            }
        }
        use.reset();
        return use.find()
                ? Optional.of(
                        (int) text.substring(0, use.start()).chars().filter(c -> c == '\n').count())
                : Optional.empty();
    }
}

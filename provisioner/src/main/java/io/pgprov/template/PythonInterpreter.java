package io.pgprov.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.tree.Node;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Whitespace.Backslashes;
import java.util.List;
import java.util.function.Supplier;

/// jinjava's interpreter, but for two things: what it would note as an error ends the rendering, and lines are counted within
/// expressions too.
final class PythonInterpreter extends JinjavaInterpreter {

    private final Run run;

    PythonInterpreter(Context context, Run run) {
        super(Engine.jinjava(), context, Engine.jinjava().getGlobalConfig());
        this.run = run;
    }

    static PythonInterpreter current() {
        return of(JinjavaInterpreter.getCurrent());
    }

    static PythonInterpreter of(JinjavaInterpreter interpreter) {
        if (interpreter instanceof PythonInterpreter python) {
            return python;
        }
        throw new IllegalStateException("not ours: " + interpreter);
    }

    Run run() {
        return run;
    }

    /// One that sees what this one sees now, and whose own names nobody else sees. Later changes are seen too.
    PythonInterpreter closure(Context context) {
        return new PythonInterpreter(new Context(context), run);
    }

    <T> T asCurrent(Supplier<T> work) {
        try (var _ = JinjavaInterpreter.closeablePushCurrent(this).get()) {
            return work.get();
        }
    }

    /// What tags evaluate.
    @Override
    public Object resolveELExpression(String expression, int lineNumber) {
        return value(expression, lineNumber, Backslashes.ESCAPE);
    }

    Object value(Clause clause) {
        return value(clause.text(), clause.line(), Backslashes.ESCAPE);
    }

    Object value(String expression, int line, Backslashes backslashes) {
        Clause clause = required(new Clause(expression, line));
        return run.expression(
                clause.line(),
                backslashes,
                () ->
                        run.secrets()
                                .following(
                                        clause.text(),
                                        () ->
                                                super.resolveELExpression(
                                                        clause.text(), clause.line())));
    }

    /// Reads an expression without evaluating it.
    void check(Clause clause) {
        check(clause, Backslashes.ESCAPE);
    }

    void check(Clause written, Backslashes backslashes) {
        Clause clause = required(written);
        run.expression(
                clause.line(),
                backslashes,
                () -> {
                    try {
                        Engine.jinjava().check(clause.text());
                    } catch (RuntimeException e) {
                        throw fault(e);
                    }
                    return clause;
                });
    }

    private static Clause required(Clause written) {
        Clause clause = written.stripped();
        if (clause.text().isEmpty()) {
            throw clause.fault("expected an expression, found nothing");
        }
        return clause;
    }

    void assign(Target target, Object value) {
        target.assign(value, getContext());
    }

    String text(List<Node> nodes) {
        StringBuilder out = new StringBuilder();
        for (Node node : nodes) {
            out.append(node.render(this).getValue());
            Budget.check(out);
        }
        return out.toString();
    }

    @Override
    public void addError(TemplateError error) {
        throw fault(
                error.getException() == null
                        ? new TemplateFault(error.getMessage())
                        : error.getException());
    }

    /// What went wrong, without what the engine wraps it in.
    static RuntimeException fault(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateFault fault) {
                return fault;
            }
            if (cause instanceof ProblemException problem) {
                return problem;
            }
        }
        String words =
                thrown.getMessage() == null
                        ? thrown.getClass().getSimpleName()
                        : thrown.getMessage();
        return new TemplateFault(words.lines().findFirst().orElse(""));
    }
}

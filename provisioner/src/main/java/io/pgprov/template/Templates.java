package io.pgprov.template;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.util.Set;

/// Renders the templates of the user's files, strictly: an undefined variable, an unknown filter, a syntax error and whatever
/// else the engine complains about is a [ProblemException] with file and line.
///
/// Whitespace is Ansible's: the line break after a block tag is removed, the last line break of the text is kept. Safe for
/// use by several threads.
public final class Templates {

    private final SecretSources secrets;

    public Templates(SecretSources secrets) {
        this.secrets = secrets;
    }

    /// Whether the text holds anything to render. A text that does not never loads the engine.
    public static boolean isTemplate(String text) {
        return text.contains("{{") || text.contains("{%") || text.contains("{#");
    }

    /// The text with every expression replaced.
    ///
    /// @param origin file and line of the text's first line
    public String render(String text, Origin origin, Lookup variables) {
        if (!isTemplate(text)) {
            return text;
        }
        return new Rendering(text, origin, variables, secrets).text();
    }

    /// As [#render], but where the whole text is one `{{ expression }}`, its value in its own type: text, `Long`, `Double`,
    /// `Boolean`, `List` or `Map` with text keys.
    public Object value(String text, Origin origin, Lookup variables) {
        if (!isTemplate(text)) {
            return text;
        }
        Rendering rendering = new Rendering(text, origin, variables, secrets);
        return SingleExpression.of(text)
                .map(expression -> rendering.value(expression.text(), expression.lines()))
                .orElseGet(rendering::text);
    }

    /// Whether a condition such as `pg_port == 5432 and ha_mode is defined` holds. It is written without braces.
    public boolean truth(String expression, Origin origin, Lookup variables) {
        Object value = new Rendering(expression, origin, variables, secrets).value(expression, 0);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new ProblemException(
                Problem.of(
                                "condition is neither true nor false: " + expression,
                                "compare with something, or add | bool")
                        .at(origin));
    }

    /// Every secret that a template read so far: what all output must mask. A live view.
    public Set<Secret> secrets() {
        return secrets.known();
    }
}

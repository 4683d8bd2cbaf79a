package io.pgprov.template;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Renders the templates of the user's files, strictly: an undefined variable, an unknown filter, a syntax error and whatever
/// else the engine complains about is a [ProblemException] with file and line.
///
/// Whitespace is Ansible's: the line break after a block tag is removed, the last line break of the text is kept. Safe for
/// use by several threads.
public final class Templates {

    private static final Pattern SECRET =
            Pattern.compile("\\{\\{\\s*secret\\(\\s*(['\"])([^'\"\\\\]*)\\1\\s*\\)\\s*\\}\\}");
    private static final Pattern NAME =
            Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*\\}\\}");
    private static final Set<String> LITERALS =
            Set.of("true", "false", "True", "False", "none", "None");

    private final SecretSources secrets;

    public Templates(SecretSources secrets) {
        this.secrets = secrets;
    }

    /// Begins, on a thread of its own, to load what the first template needs.
    public static void prepare() {
        Thread.ofPlatform().daemon().name("pgprov-templates").start(Engine::firstUse);
    }

    /// Whether the text holds anything to render. A text that does not never loads the engine.
    public static boolean isTemplate(String text) {
        return text.contains("{{") || text.contains("{%") || text.contains("{#");
    }

    /// The text with every expression replaced.
    ///
    /// @param origin file and line of the text's first line
    public String render(String text, Origin origin, Lookup variables) {
        if (!isTemplate(text) && !Header.starts(text) && text.indexOf('\r') < 0) {
            return text;
        }
        return new Rendering(text, origin, variables, secrets).file();
    }

    /// As [#render], but where the whole text is one `{{ expression }}`, its value in its own type: text, `Long`, `Double`,
    /// `Boolean`, [Moment], `List` or `Map`; their parts may be
    /// [None].
    public Object value(String text, Origin origin, Lookup variables) {
        if (!isTemplate(text)) {
            return text;
        }
        return withoutEngine(text, origin, variables)
                .orElseGet(() -> new Rendering(text, origin, variables, secrets).value());
    }

    /// The two expressions that most inventories do with: a variable that is there, and a secret. Loading the engine for
    /// them would take longer than everything else that `validate` does.
    private Optional<Object> withoutEngine(String text, Origin origin, Lookup variables) {
        Matcher secret = SECRET.matcher(text);
        if (secret.matches()) {
            return Optional.of(secrets.read(secret.group(2), origin).reveal());
        }
        Matcher name = NAME.matcher(text);
        return name.matches() && !LITERALS.contains(name.group(1))
                ? variables.value(name.group(1)).map(Rendering::plain)
                : Optional.empty();
    }

    /// Whether a condition such as `pg_port == 5432 and ha_mode is defined` holds. It is written without braces.
    public boolean truth(String expression, Origin origin, Lookup variables) {
        Object value = new Rendering(expression, origin, variables, secrets).condition();
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

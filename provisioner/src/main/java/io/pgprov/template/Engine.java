package io.pgprov.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one engine of the process, made when the first template needs it, and set to behave as Ansible's does.
final class Engine {

    /// Characters of one rendered text.
    private static final long LARGEST_OUTPUT = 1 << 24;

    private static final Jinjava JINJAVA = create();

    private Engine() {}

    static Jinjava jinjava() {
        return JINJAVA;
    }

    /// Loads and compiles what most templates use, so that on a second core it costs no time while files are read.
    static String firstUse() {
        return JINJAVA.render(
                "{% for a in b %}{% if a is defined and not c %}{{ a | default('') }}{% endif %}{% endfor %}",
                Map.of("b", List.of(1)));
    }

    /// The first filter named in an expression that does not exist; the engine calls such an expression undefined.
    static Optional<String> unknownFilter(String expression) {
        Context context = JINJAVA.getGlobalContext();
        return Arrays.stream(expression.split("\\|"))
                .skip(1)
                .map(part -> part.strip().split("[^A-Za-z0-9_]", 2)[0])
                .filter(name -> !name.isEmpty() && context.getFilter(name) == null)
                .findFirst();
    }

    private static Jinjava create() {
        Jinjava jinjava = new Jinjava(config());
        jinjava.setResourceLocator((name, _, _) -> {
            throw new ProblemException(
                    Problem.of("a template cannot include another file", "write it into one file"));
        });
        Context context = jinjava.getGlobalContext();
        Filters.all().forEach(context::registerFilter);
        context.registerFunction(secret());
        return jinjava;
    }

    /// Not `LegacyOverrides.ALL`: with it a template that trims whitespace on both sides of a block is printed raw.
    private static JinjavaConfig config() {
        LegacyOverrides overrides =
                LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withUseSnakeCasePropertyNaming(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build();
        return JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(false)
                .withKeepTrailingNewline(true)
                .withFailOnUnknownTokens(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(overrides)
                .withMaxOutputSize(LARGEST_OUTPUT)
                .withMaxRenderDepth(20)
                .build();
    }

    private static ELFunctionDefinition secret() {
        try {
            Method method = Rendering.class.getDeclaredMethod("secret", String.class);
            method.setAccessible(true);
            return new ELFunctionDefinition("", "secret", method);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}

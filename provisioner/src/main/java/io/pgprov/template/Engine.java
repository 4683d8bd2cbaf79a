package io.pgprov.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import io.pgprov.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.de.odysseus.el.util.SimpleContext;
import jinjava.javax.el.ExpressionFactory;

/// The one jinjava of the process, made when the first template needs it, and set to behave as Ansible's Jinja2 does: its
/// expressions have Python's syntax and operators, its filters, tests and tags are those of `docs/templates.md` and no others.
final class Engine extends Jinjava {

    /// Expressions that are kept read.
    private static final int EXPRESSIONS = 1000;

    private static final Engine JINJAVA = new Engine();

    private final ExpressionFactory expressions =
            new ExpressionFactoryImpl(
                    new TreeStore(new PythonSyntax(), new Cache(EXPRESSIONS)),
                    new TruthyTypeConverter());

    private Engine() {
        super(config());
        Context context = getGlobalContext();
        Filters.names().forEach(name -> context.registerFilter(new NamedFilter(name)));
        Tests.names().forEach(name -> context.registerExpTest(new NamedTest(name)));
        Tags.all().forEach(context::registerTag);
    }

    static Engine jinjava() {
        return JINJAVA;
    }

    /// Loads and compiles what most templates use, so that on a second core it costs no time while files are read.
    static String firstUse() {
        return new Templates(new SecretSources(_ -> Optional.empty()))
                .render(
                        "{% for a in b %}{% if a is defined and not c %}{{ a | default('') }}{% endif %}{% endfor %}",
                        Origin.builtIn("nothing"), Lookup.of(Map.of("b", List.of(1), "c", false)));
    }

    @Override
    public ExpressionFactory getExpressionFactory() {
        return expressions;
    }

    /// Reads an expression without evaluating it.
    ///
    /// @throws RuntimeException with the [TemplateFault] that its syntax is
    void check(String expression) {
        expressions.createValueExpression(
                new SimpleContext(), "#{" + expression + "}", Object.class);
    }

    private static JinjavaConfig config() {
        LegacyOverrides overrides =
                LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withKeepNullableLoopValues(true)
                        .build();
        return JinjavaConfig.newBuilder()
                .withFailOnUnknownTokens(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(overrides)
                .withMaxOutputSize(Budget.CHARACTERS)
                .withMaxRenderDepth(20)
                .build();
    }

    private record NamedFilter(String name) implements AdvancedFilter {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object filter(
                Object value,
                JinjavaInterpreter interpreter,
                Object[] arguments,
                Map<String, Object> named) {
            Run run = PythonInterpreter.of(interpreter).run();
            return Filters.apply(name, value, List.of(arguments), named, run);
        }
    }

    private record NamedTest(String name) implements ExpTest {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... given) {
            List<Object> positional = new ArrayList<>();
            Map<String, Object> named = new LinkedHashMap<>();
            for (Object each : given) {
                if (each instanceof NamedParameter parameter) {
                    named.put(parameter.getName(), parameter.getValue());
                } else {
                    positional.add(each);
                }
            }
            return Tests.apply(
                    name, value, positional, named, PythonInterpreter.of(interpreter).run());
        }
    }
}

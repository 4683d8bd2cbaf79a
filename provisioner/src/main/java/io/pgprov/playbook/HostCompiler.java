package io.pgprov.playbook;

import io.pgprov.inventory.Yaml;
import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Content;
import io.pgprov.model.Member;
import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Resource;
import io.pgprov.model.Task;
import io.pgprov.model.View;
import io.pgprov.playbook.Playbook.Condition;
import io.pgprov.playbook.Playbook.Play;
import io.pgprov.playbook.Playbook.Step;
import io.pgprov.template.Lookup;
import io.pgprov.template.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Turns the tasks of a playbook into the resources of one host.
final class HostCompiler {

    /// The parameter that is always rendered for its host, and the one that names a file with it.
    private static final String CONTENT = "content";

    private static final String TEMPLATE = "template";

    private final Templates templates;
    private final ShippedFiles files;
    private final Member member;
    private final Predicate<String> matches;
    private final Lookup variables;
    private final View sample;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Address, Task> tasks = new LinkedHashMap<>();

    /// @param matches whether a host pattern names this host
    /// @param variables of this host, its cluster's included
    /// @param sample facts of a made-up host, against which templates are tried before any connection is made
    HostCompiler(
            Templates templates,
            ShippedFiles files,
            Member member,
            Predicate<String> matches,
            Lookup variables,
            View sample) {
        this.templates = templates;
        this.files = files;
        this.member = member;
        this.matches = matches;
        this.variables = FactVariables.unknown().or(variables);
        this.sample = sample;
    }

    List<Task> compile(Playbook playbook) {
        for (Play play : playbook.plays()) {
            attempt(() -> {
                if (concerns(play)) {
                    compile(play);
                }
            });
        }
        return List.copyOf(tasks.values());
    }

    private boolean concerns(Play play) {
        try {
            return play.role().map(member.role()::equals).orElse(true)
                    && play.hosts().map(matches::test).orElse(true);
        } catch (ProblemException e) {
            throw new ProblemException(
                    e.problems().stream()
                            .map(p -> p.where().isEmpty() ? p.at(play.origin()) : p)
                            .toList());
        }
    }

    List<Problem> problems() {
        return problems;
    }

    private void compile(Play play) {
        Lookup scope = behind(play.vars());
        List<Predicate<View>> conditions = new ArrayList<>();
        if (!holds(play.when(), scope, conditions)) {
            return;
        }
        for (Step step : play.tasks()) {
            attempt(() -> compile(step, scope, conditions));
        }
    }

    private void compile(Step step, Lookup scope, List<Predicate<View>> outer) {
        for (Lookup each : items(step, scope)) {
            List<Predicate<View>> conditions = new ArrayList<>(outer);
            if (holds(step.when(), each, conditions)) {
                add(step, resource(step, each), conditions);
            }
        }
    }

    private void add(Step step, Resource<?> resource, List<Predicate<View>> conditions) {
        Resource<?> wanted = resource;
        for (Predicate<View> condition : conditions) {
            wanted = conditional(wanted, condition);
        }
        Task earlier = tasks.putIfAbsent(wanted.address(), new Task(wanted, step.origin()));
        if (earlier != null) {
            throw new ProblemException(
                    Problem.of(
                                    wanted.address()
                                            + " is wanted twice on "
                                            + member.host()
                                            + ", first at "
                                            + earlier.origin(),
                                    "keep one of the two tasks")
                            .at(step.origin()));
        }
    }

    private static <O> Resource<O> conditional(Resource<O> resource, Predicate<View> condition) {
        return new ConditionalResource<>(resource, condition);
    }

    private Resource<?> resource(Step step, Lookup scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Origin> places = new HashMap<>();
        List<Problem> wrong = new ArrayList<>();
        for (Yaml.Entry parameter : step.parameters()) {
            places.put(parameter.key(), parameter.origin());
            try {
                switch (parameter.key()) {
                    case CONTENT -> values.put(CONTENT, content(parameter.value(), scope));
                    case TEMPLATE -> values.put(CONTENT, template(parameter.value(), scope));
                    default ->
                            parameter(parameter.value(), scope)
                                    .ifPresent(value -> values.put(parameter.key(), value));
                }
            } catch (ProblemException e) {
                wrong.addAll(e.problems());
            }
        }
        if (!wrong.isEmpty()) {
            throw new ProblemException(wrong);
        }
        return TaskTypes.resource(
                step.type(), new Arguments(step.type(), step.origin(), values, places));
    }

    /// A parameter that asks for facts becomes content; the resource type says whether it may.
    private Optional<Object> parameter(Yaml node, Lookup scope) {
        boolean usesFacts =
                node instanceof Yaml.Text(Origin _, String text, Origin _, boolean template)
                        && template
                        && Templates.isTemplate(text)
                        && text.matches("(?s).*\\bfacts\\b.*");
        return usesFacts ? Optional.of(content(node, scope)) : value(node, scope);
    }

    private Content content(Yaml node, Lookup scope) {
        if (node instanceof Yaml.Text(Origin _, String text, Origin origin, boolean template)) {
            return template ? tried(text, origin, scope) : view -> text;
        }
        if (node instanceof Yaml.Vaulted vaulted) {
            String text = vaulted.open().text();
            return _ -> text;
        }
        throw new ProblemException(
                Problem.of("content must be text, not " + node.kind(), "").at(node.origin()));
    }

    private Content template(Yaml node, Lookup scope) {
        String name = value(node, scope).map(Object::toString).orElse("");
        ShippedFiles.Found found = files.find("templates", name, node.origin());
        return tried(found.text(), new Origin(found.name(), 1), scope);
    }

    private Content tried(String text, Origin origin, Lookup scope) {
        Content content =
                view -> templates.render(text, origin, FactVariables.of(view.facts()).or(scope));
        content.render(sample);
        return content;
    }

    private List<Lookup> items(Step step, Lookup scope) {
        if (step.each().isEmpty()) {
            return List.of(scope);
        }
        Yaml node = step.each().get();
        if (!(value(node, scope).orElse(List.of()) instanceof List<?> items)) {
            throw new ProblemException(Problem.of("each must be a list", "").at(node.origin()));
        }
        List<Lookup> scopes = new ArrayList<>();
        for (Object item : items) {
            scopes.add(Lookup.of(Map.of("item", item)).or(scope));
        }
        return scopes;
    }

    /// Whether a condition holds as far as files tell; one that asks for facts is added to `later` and holds for now.
    private boolean holds(Optional<Condition> when, Lookup scope, List<Predicate<View>> later) {
        if (when.isEmpty()) {
            return true;
        }
        Condition condition = when.get();
        if (!condition.usesFacts()) {
            return templates.truth(condition.expression(), condition.origin(), scope);
        }
        Predicate<View> test =
                view ->
                        templates.truth(
                                condition.expression(),
                                condition.origin(),
                                FactVariables.of(view.facts()).or(scope));
        test.test(sample);
        later.add(test);
        return true;
    }

    /// The variables of a play behind the host's own.
    private Lookup behind(List<Yaml.Entry> vars) {
        if (vars.isEmpty()) {
            return variables;
        }
        Map<String, Yaml> byName = new HashMap<>();
        vars.forEach(entry -> byName.put(entry.key(), entry.value()));
        return variables.or(name ->
                Optional.ofNullable(byName.get(name)).flatMap(node -> value(node, variables)));
    }

    /// A node with its templates rendered; nothing for an empty one.
    private Optional<Object> value(Yaml node, Lookup scope) {
        return switch (node) {
            case Yaml.Text(Origin _, String text, Origin origin, boolean template) ->
                    Optional.of(template ? templates.value(text, origin, scope) : text);
            case Yaml.Vaulted vaulted -> Optional.of(vaulted.open().text());
            case Yaml.Number number -> Optional.of(number.value());
            case Yaml.Bool bool -> Optional.of(bool.value());
            case Yaml.Timestamp time -> Optional.of(time.written());
            case Yaml.Empty _ -> Optional.empty();
            case Yaml.Sequence(Origin _, List<Yaml> items) -> {
                List<Object> values = new ArrayList<>();
                items.forEach(item -> values.add(value(item, scope).orElse("")));
                yield Optional.of(values);
            }
            case Yaml.Mapping(Origin _, List<Yaml.Entry> entries) -> {
                Map<String, Object> values = new LinkedHashMap<>();
                entries.forEach(e ->
                        value(e.value(), scope).ifPresent(value -> values.put(e.key(), value)));
                yield Optional.of(values);
            }
        };
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (ProblemException e) {
            problems.addAll(e.problems());
        }
    }
}

package io.pgprov.cli;

import io.pgprov.apply.Event;
import io.pgprov.apply.Outcome;
import io.pgprov.model.DesiredState;
import io.pgprov.model.Impact;
import io.pgprov.model.Problem;
import io.pgprov.plan.Plan;
import io.pgprov.report.ApplySummary;
import io.pgprov.report.EventListener;
import io.pgprov.report.JsonEvents;
import io.pgprov.report.LiveEvents;
import io.pgprov.report.PlainEvents;
import io.pgprov.report.PlanJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Makes hosts what the files say, and proves it.
@Command(
        footer = {
            "",
            "Changes up to a reload are made unasked. Beyond that, apply asks on a",
            "terminal and needs --allow elsewhere. After Ctrl-C, just run apply again.",
            "",
            "Examples:",
            "  pgprov apply inventory.yml",
            "  pgprov apply inventory.yml --allow restart",
            "  pgprov apply inventory.yml --limit pg3 --output json",
        })
final class ApplyCommand extends InventoryCommand {

    @Option(
            names = "--allow",
            paramLabel = "IMPACT",
            split = ",",
            hideParamSyntax = true,
            converter = ImpactLabel.class,
            completionCandidates = Impacts.class,
            description =
                    "Allow changes of this impact: ${COMPLETION-CANDIDATES}. A list, or repeated.")
    private final Set<Impact> allowed = EnumSet.noneOf(Impact.class);

    ApplyCommand(Context context) {
        super(context);
    }

    @Override
    ExitCode run(Run run) {
        Instant started = Instant.now();
        DesiredState desired = run.desired();
        Plan plan = run.plan(desired, run.look(desired));
        return switch (options().format()) {
            case TEXT -> {
                run.print(run.planText().render(desired, plan));
                var consent = new Consent(allowed, run.terminal(), run.planText());
                Map<String, Problem> declined = consent.declined(plan);
                List<Outcome> outcomes = watched(run, desired, plan, declined);
                run.print(
                        new ApplySummary(run.ink())
                                .render(outcomes, Duration.between(started, Instant.now())));
                yield ExitCode.of(outcomes);
            }
            case JSON -> {
                var plans = new PlanJson(run.redactor());
                run.printDocument(plans.line(desired, plan, ExitCode.of(plan).code()));
                var consent = new Consent(allowed, run.terminal().unattended(), run.planText());
                var events =
                        new JsonEvents(
                                run.terminal().out(), run.redactor(), InstantSource.system());
                List<Outcome> outcomes = run.apply(desired, plan, consent.declined(plan), events);
                ExitCode code = ExitCode.of(outcomes);
                events.summary(outcomes, Duration.between(started, Instant.now()), code.code());
                yield code;
            }
        };
    }

    private List<Outcome> watched(
            Run run, DesiredState desired, Plan plan, Map<String, Problem> declined) {
        if (run.terminal().capable()) {
            var live =
                    new LiveEvents(
                            run.terminal().out(),
                            run.ink(),
                            new WindowSize(),
                            InstantSource.system());
            run.showing(() -> {
                List<String> current = live.current();
                live.close();
                return current;
            });
            try (LiveEvents events = live.start()) {
                return run.apply(desired, plan, declined, events);
            }
        }
        var times = options().verbose() ? PlainEvents.Times.SHOWN : PlainEvents.Times.LEFT_OUT;
        try (EventListener events =
                new PlainEvents(run.terminal().out(), run.ink(), times, InstantSource.system())
                        .start()) {
            Consumer<Event> listener = events;
            return run.apply(desired, plan, declined, listener);
        }
    }

    /// The impacts that need a word of the user's.
    static final class Impacts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }

        private static List<String> labels() {
            return Arrays.stream(Impact.values())
                    .filter(Impact::needsConsent)
                    .map(Impact::label)
                    .toList();
        }
    }

    /// Reads `data-loss`.
    static final class ImpactLabel implements ITypeConverter<Impact> {
        @Override
        public Impact convert(String label) {
            return Arrays.stream(Impact.values())
                    .filter(Impact::needsConsent)
                    .filter(impact -> impact.label().equals(label))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'%s' is none of %s"
                                            .formatted(
                                                    label,
                                                    Impacts.labels().stream()
                                                            .collect(Collectors.joining(", ")))));
        }
    }
}

package io.pgprov.cli;

import io.pgprov.apply.Outcome;
import io.pgprov.plan.ClusterPlan;
import io.pgprov.plan.Plan;
import io.pgprov.report.Status;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What a command answers its caller. Where several apply, it is the highest.
enum ExitCode {
    OK(0, "fine: in sync, applied, or valid"),
    INTERNAL(1, "an internal error: a bug of pgprov"),
    INVALID(2, "wrong usage, or invalid files"),
    DRIFT(3, "something differs (plan, drift)"),
    UNREACHABLE(4, "a host is unreachable"),
    FAILED(5, "failed, refused or declined; status: a server is not as wanted");

    /// Ended by Ctrl-C: 128 plus the number of SIGINT, which the JVM answers by itself.
    static final int INTERRUPTED = 130;

    /// Ended by SIGTERM.
    static final int TERMINATED = 143;

    /// Of a command that reads files only.
    static final List<ExitCode> OF_FILES = List.of(OK, INTERNAL, INVALID);

    /// Of a command that goes to hosts, and is not asked for drift.
    static final List<ExitCode> OF_HOSTS = List.of(OK, INTERNAL, INVALID, UNREACHABLE, FAILED);

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// Which one is given where several apply, for the heading of a list; empty where that cannot be.
    static String precedence(List<ExitCode> codes) {
        long found = codes.stream().filter(code -> code.compareTo(INVALID) > 0).count();
        return found > 1 ? " (where several apply, the highest)" : "";
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    /// The highest of these; [#OK] if there is none.
    static ExitCode worst(ExitCode... codes) {
        return Arrays.stream(codes).max(Comparator.naturalOrder()).orElse(OK);
    }

    /// Of `plan` and `drift`.
    static ExitCode of(Plan plan) {
        return plan.clusters().stream().map(ExitCode::of).max(Comparator.naturalOrder()).orElse(OK);
    }

    private static ExitCode of(ClusterPlan plan) {
        return worst(
                plan.inSync() && plan.notes().isEmpty() ? OK : DRIFT,
                plan.unreachable().isEmpty() ? OK : UNREACHABLE,
                plan.refusals().isEmpty() ? OK : FAILED);
    }

    /// Of `apply`.
    static ExitCode of(List<Outcome> outcomes) {
        return outcomes.stream().map(ExitCode::of).max(Comparator.naturalOrder()).orElse(OK);
    }

    /// A host that was lost while a change ran counts as failed: nobody knows what that change has done. A host that was left alone
    /// counts as the unreachable one does that it waits for.
    private static ExitCode of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.InSync _, Outcome.Changed _ -> OK;
            case Outcome.Unreachable _, Outcome.LeftAlone _ -> UNREACHABLE;
            case Outcome.Failed _, Outcome.NotDone _, Outcome.Unknown _ -> FAILED;
        };
    }

    /// Of `status`.
    static ExitCode of(Status status) {
        return worst(status.unreachable() ? UNREACHABLE : OK, status.wrong() ? FAILED : OK);
    }
}

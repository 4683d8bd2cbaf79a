package io.pgprov.cli;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.report.Ink;
import io.pgprov.report.Redactor;
import java.util.List;
import java.util.concurrent.Callable;

/// A command without the stages of a [Run]: it prints its result, or says what is wrong.
abstract class DirectCommand implements Callable<Integer> {

    private final Terminal terminal;

    DirectCommand(Context context) {
        this.terminal = context.terminal();
    }

    abstract ExitCode run();

    /// What all output must mask, as far as it is known.
    Redactor redactor() {
        return Redactor.none();
    }

    @Override
    public final Integer call() {
        try {
            return run().code();
        } catch (ProblemException e) {
            complain(e.problems());
            return ExitCode.INVALID.code();
        } catch (OutOfMemoryError e) {
            complain(List.of(Problem.of("the text is too large for the memory there is", "")));
            return ExitCode.INVALID.code();
        } catch (Options.Usage e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Its message could hold what must not be shown.
            terminal.err()
                    .println(
                            "internal error: "
                                    + e.getClass().getName()
                                    + " at "
                                    + e.getStackTrace()[0]);
            return ExitCode.INTERNAL.code();
        }
    }

    final Terminal terminal() {
        return terminal;
    }

    final Ink ink() {
        return Ink.plain(redactor());
    }

    final void complain(List<Problem> problems) {
        problems.forEach(problem -> terminal.err().println(ink().problem(problem)));
        terminal.err().flush();
    }
}

package io.pgprov.cli;

import io.pgprov.model.ProblemException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A command on an inventory: its options, and what happens when it does not get to its result.
abstract class InventoryCommand implements Callable<Integer> {

    @Mixin private final Options options = new Options();

    private final Context context;

    InventoryCommand(Context context) {
        this.context = context;
    }

    abstract ExitCode run(Run run);

    /// Gets ready what the command will need later; nothing, unless it looks at hosts.
    void prepare(Run run) {
        run.prepare();
    }

    final Options options() {
        return options;
    }

    @Override
    public final Integer call() {
        Run run = new Run(options, context);
        try (run;
                Interruption _ = Interruption.guard(run)) {
            prepare(run);
            return run(run).code();
        } catch (Options.Usage e) {
            throw e;
        } catch (InvalidFiles e) {
            return run.fail(e.problems(), ExitCode.INVALID).code();
        } catch (ProblemException e) {
            return run.fail(e.problems(), ExitCode.FAILED).code();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return run.internal(e).code();
        }
    }
}

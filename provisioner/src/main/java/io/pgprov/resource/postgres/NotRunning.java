package io.pgprov.resource.postgres;

import io.pgprov.model.Change;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import java.util.List;

/// The verdict of a resource that lives inside a server, while that server does not answer.
final class NotRunning {

    private NotRunning() {}

    /// Certain where there is no cluster yet, because a new one holds none of it; else pending until the server answers.
    static Verdict verdict(View view, List<Change> changes) {
        if (fresh(view)) {
            return Verdict.of(changes);
        }
        return new Verdict.Pending(until(view), changes);
    }

    /// Whether a cluster will first be made on this host.
    static boolean fresh(View view) {
        return switch (view.server().data()) {
            case DataDirectory.Missing() -> true;
            case DataDirectory.Empty(boolean _) -> true;
            case DataDirectory.Foreign(List<String> _) -> false;
            case DataDirectory.Unreadable(String _, String _) -> false;
            case DataDirectory.Cluster _ -> false;
        };
    }

    static String until(View view) {
        return switch (view.server().process()) {
            case Process.Down() -> "the server runs";
            case Process.NotAnswering(String _) -> "the server answers";
            case Process.Up _ -> "the server answers";
        };
    }
}

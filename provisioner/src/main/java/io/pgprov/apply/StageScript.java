package io.pgprov.apply;

import io.pgprov.model.Change;
import io.pgprov.model.DesiredHost;
import io.pgprov.plan.Stage;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.HostScript.Entry;
import io.pgprov.shell.HostScript.Kind;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;

/// The script of one stage on one host: whether the run lock is still this run's, the changes in their order, and a look.
///
/// `apply` sends it, and `plan --show-script` shows it.
public final class StageScript {

    /// Id of the call that asks for the run lock.
    static final String GUARD = "guard";

    private StageScript() {}

    /// @param questions of a look at the host
    /// @param owner who holds the run locks
    public static HostScript of(
            DesiredHost host, Stage stage, List<Entry> questions, String owner) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(GUARD, Kind.CHANGE, ShellCall.of("lock_guard", owner)));
        List<Change> changes = changes(host, stage);
        for (int i = 0; i < changes.size(); i++) {
            entries.add(new Entry(id(i), Kind.CHANGE, changes.get(i).call()));
        }
        entries.addAll(questions);
        return new HostScript(host.platform(), entries);
    }

    /// The changes of the stage on the host, in the order of [#id].
    static List<Change> changes(DesiredHost host, Stage stage) {
        return stage.changesOn(host.host()).stream().map(planned -> planned.change()).toList();
    }

    /// Id of the call of a change.
    static String id(int index) {
        return "c" + index;
    }
}

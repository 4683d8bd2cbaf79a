package io.pgprov.ssh;

import io.pgprov.shell.HostScript;
import io.pgprov.shell.HostScript.Entry;
import io.pgprov.shell.HostScript.Kind;
import io.pgprov.shell.Platform;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;

/// Scripts for tests of connections.
final class Trial {

    private Trial() {}

    /// A script of probes.
    static HostScript script(ShellCall... calls) {
        List<Entry> entries = new ArrayList<>();
        for (ShellCall call : calls) {
            entries.add(new Entry("x" + entries.size(), Kind.PROBE, call));
        }
        return new HostScript(platform(), entries);
    }

    /// A script that takes the lock of a run.
    static HostScript lock(String owner) {
        return new HostScript(
                platform(), List.of(new Entry("run", Kind.HOLD, ShellCall.of("lock_take", owner))));
    }

    static Platform platform() {
        return new Platform("15", "main", 5432, "", "");
    }
}

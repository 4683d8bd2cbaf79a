package io.pgprov.apply;

import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.shell.HostScript;
import io.pgprov.ssh.Transcript;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Looks at hosts for a run.
public interface Looker {

    /// One look at each host, all at once.
    Map<HostName, HostSnapshot> look(Collection<DesiredHost> hosts);

    /// Every question that a look asks of a host, to be asked at the end of a stage's script.
    List<HostScript.Entry> questions(DesiredHost host);

    /// What the answers in a transcript say.
    HostSnapshot read(DesiredHost host, Transcript transcript);
}

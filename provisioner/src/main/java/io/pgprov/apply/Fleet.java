package io.pgprov.apply;

import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.ssh.Connection;

/// The open connections of a run, one per host.
@FunctionalInterface
public interface Fleet {

    /// The connection to a host, opened at the first call.
    ///
    /// @throws ProblemException where the host cannot be reached
    Connection connection(HostName host);
}

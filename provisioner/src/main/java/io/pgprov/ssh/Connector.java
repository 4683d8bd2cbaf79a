package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.ProblemException;

/// Opens connections.
public interface Connector extends AutoCloseable {

    /// Connects, verifies the host key and authenticates.
    ///
    /// @throws ProblemException where the host cannot be reached, its key is not the known one, or no authentication works; the
    /// problem names the host and the next step
    Connection connect(ConnectionSettings settings);

    /// Closes every connection that is still open.
    @Override
    void close();
}

package io.pgprov.report;

import io.pgprov.model.HostName;
import io.pgprov.model.Lsn;
import io.pgprov.model.ServerRole;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How one server stands, compared with what the inventory says of it.
///
/// @param wanted its role in the inventory
/// @param seen its role as it is: `primary`, `standby`, `none`, `unknown`
/// @param state a few words: `streaming`, `down`, `timeline 1, upstream 2`
/// @param timeline of a server that runs or has a control file
/// @param lsn write position of a primary, replay position of a standby
/// @param lagBytes WAL that the upstream has and this standby has not replayed
/// @param syncState `async`, `sync`, `quorum`, `potential`, or empty
/// @param slot the slot that it uses, or should use, on its upstream; empty for a primary
/// @param upstream the host it should stream from; empty for a primary
/// @param health whether anything has to be done
/// @param next what to do, in words or as a command; empty where nothing has to be done
public record ServerStatus(
        HostName host,
        ServerRole wanted,
        String seen,
        String state,
        OptionalInt timeline,
        Optional<Lsn> lsn,
        OptionalLong lagBytes,
        String syncState,
        String slot,
        String upstream,
        Health health,
        String next) {

    /// Whether a server is as wanted.
    public enum Health {
        OK,
        /// Not as wanted.
        WRONG,
        /// Did not answer.
        UNREACHABLE
    }
}

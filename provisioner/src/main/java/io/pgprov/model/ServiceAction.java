package io.pgprov.model;

import io.pgprov.shell.ShellCall;

/// What a service must do before a change is in force. The plan merges them: one per service, host and stage.
///
/// @param service address of the service resource
/// @param kind reload, or restart
/// @param call does it, and returns only when the service works again
/// @param why what needs it: `max_connections`
public record ServiceAction(Address service, Kind kind, ShellCall call, String why) {

    public enum Kind {
        RELOAD,
        RESTART
    }

    /// The change that does it.
    public Change change() {
        return switch (kind) {
            case RELOAD ->
                    Change.of(Change.Action.RELOAD, service, "reload for " + why, call)
                            .costing(Impact.RELOAD);
            case RESTART ->
                    Change.of(Change.Action.RESTART, service, "restart for " + why, call)
                            .costing(Impact.RESTART);
        };
    }
}

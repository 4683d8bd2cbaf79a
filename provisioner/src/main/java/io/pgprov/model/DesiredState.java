package io.pgprov.model;

import java.util.List;
import java.util.Set;

/// What the files say, compiled: every cluster with every resource on every host.
///
/// @param notes what the user should know about how the files were read, such as a playbook that replaces a built-in
/// @param warnings problems that do not stop the run
/// @param secrets every secret value of the run, for masking in each sink
public record DesiredState(
        List<DesiredCluster> clusters,
        List<String> notes,
        List<Problem> warnings,
        Set<Secret> secrets) {
    public DesiredState {
        clusters = List.copyOf(clusters);
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
        secrets = Set.copyOf(secrets);
    }
}

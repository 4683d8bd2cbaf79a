package io.pgprov.lab;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Containers, networks and keys of labs whose process was killed. Swept before a lab starts; a lab whose process lives is
/// left alone, whoever runs it.
///
/// Several processes may sweep at once, and the engine refuses a removal that another one has begun.
final class Leftovers {

    private static final Duration REMOVAL = Duration.ofMinutes(1);

    private Leftovers() {}

    /// What cannot be removed is told and left: it belongs to no lab that is still in use.
    static void sweep() {
        try {
            removeAbandoned();
        } catch (DockerException | AssertionError e) {
            System.err.println("lab: leftovers of a killed run stay behind: " + e.getMessage());
        }
    }

    private static void removeAbandoned() {
        Engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(Lab.OWNER_LABEL))
                .exec()
                .stream()
                .filter(container -> isAbandoned(container.getLabels()))
                .forEach(container -> removeContainer(container.getId()));
        Engine.client().listNetworksCmd().withNameFilter(Lab.PREFIX).exec().stream()
                .filter(network -> isAbandoned(network.getLabels()))
                .forEach(network -> {
                    removeNetwork(network.getId());
                    LabKey.delete(network.getLabels().get(Lab.NAME_LABEL));
                });
    }

    static String removeContainer(String id) {
        try {
            Engine.client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
        } catch (NotFoundException e) {
            // Another run swept it first.
        } catch (ConflictException e) {
            Wait.until("another run removes " + id, REMOVAL, () -> isThere(id), there -> !there);
        }
        return id;
    }

    private static boolean isThere(String id) {
        try {
            Engine.client().inspectContainerCmd(id).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    static void removeNetwork(String id) {
        try {
            Engine.client().removeNetworkCmd(id).exec();
        } catch (NotFoundException e) {
            // Another run swept it first.
        }
    }

    private static boolean isAbandoned(Map<String, String> labels) {
        String label = labels == null ? null : labels.get(Lab.OWNER_LABEL);
        return label != null && Owner.parse(label).filter(Owner::isGone).isPresent();
    }
}

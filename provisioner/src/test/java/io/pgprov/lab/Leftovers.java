package io.pgprov.lab;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Map;

/// Containers, networks and keys of labs whose process was killed. Swept before a lab starts; a lab whose process lives is
/// left alone, whoever runs it.
final class Leftovers {

    private Leftovers() {}

    static void sweep() {
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
        }
        return id;
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

package io.pgprov.lab;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A third network of a lab, for as long as it is open: IPv6, over which its hosts reach each other and this machine reaches
/// them, without a mapped port.
public final class LabVersion6 implements AutoCloseable {

    private static final int TRIES = 10;

    private final Lab lab;
    private final String prefix;
    private final String network;

    private LabVersion6(Lab lab, String prefix, String network) {
        this.lab = lab;
        this.prefix = prefix;
        this.network = network;
    }

    /// Gives every running host of a lab an address more. Needs a kernel with IPv6.
    public static LabVersion6 of(Lab lab) {
        DockerException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            // a unique local address with a random global ID, as RFC 4193 has it
            int id = ThreadLocalRandom.current().nextInt();
            String prefix = "fd70:%x:%x".formatted(id >>> 16, id & 0xffff);
            try {
                var made = new LabVersion6(lab, prefix, network(lab, prefix));
                made.connect();
                return made;
            } catch (DockerException e) {
                last = e;
            }
        }
        throw new IllegalStateException("no IPv6 network", last);
    }

    private static String network(Lab lab, String prefix) {
        return Engine.client()
                .createNetworkCmd()
                .withName(lab.name() + "-version6")
                .withLabels(lab.identity().labels())
                .withEnableIpv6(true)
                .withIpam(
                        new Ipam()
                                .withConfig(
                                        List.of(
                                                new Ipam.Config()
                                                        .withSubnet(prefix + "::/64")
                                                        .withGateway(prefix + "::1"))))
                .exec()
                .getId();
    }

    private void connect() {
        boolean done = false;
        try {
            for (LabHost host : lab.hosts()) {
                Engine.client()
                        .connectToNetworkCmd()
                        .withNetworkId(network)
                        .withContainerId(host.containerId())
                        .withContainerNetwork(
                                new ContainerNetwork()
                                        .withIpamConfig(
                                                new ContainerNetwork.Ipam()
                                                        .withIpv6Address(address(host))))
                        .exec();
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /// The host's address on this network.
    public String address(LabHost host) {
        return prefix + "::" + (lab.hosts().indexOf(host) + 11);
    }

    @Override
    public void close() {
        for (LabHost host : lab.hosts()) {
            try {
                Engine.client()
                        .disconnectFromNetworkCmd()
                        .withNetworkId(network)
                        .withContainerId(host.containerId())
                        .withForce(true)
                        .exec();
            } catch (DockerException e) {
                // It is not connected.
            }
        }
        Leftovers.removeNetwork(network);
    }
}

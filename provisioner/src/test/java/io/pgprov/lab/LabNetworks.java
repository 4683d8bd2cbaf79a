package io.pgprov.lab;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network.Ipam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// The two networks of a lab. Management carries SSH and the way out, and its hosts cannot reach each other there.
/// Data carries replication on fixed addresses, leads nowhere else, and is what a test cuts: a cut host stays
/// reachable over SSH.
record LabNetworks(String management, String data, String subnet) implements AutoCloseable {

    /// 198.18.0.0/15 is set aside for benchmarks (RFC 2544) and routed nowhere: 512 networks of 254 hosts.
    private static final int SUBNETS = 512;

    static LabNetworks create(String labName, Map<String, String> labels) {
        String management =
                Engine.client()
                        .createNetworkCmd()
                        .withName(labName + "-management")
                        .withLabels(labels)
                        .withOptions(Map.of("com.docker.network.bridge.enable_icc", "false"))
                        .exec()
                        .getId();
        try {
            return createData(labName, labels, management);
        } catch (RuntimeException e) {
            Leftovers.removeNetwork(management);
            throw e;
        }
    }

    private static LabNetworks createData(
            String labName, Map<String, String> labels, String management) {
        Set<String> routed = routedPrefixes();
        int start = ThreadLocalRandom.current().nextInt(SUBNETS);
        DockerException last = null;
        for (int i = 0; i < SUBNETS; i++) {
            int n = (start + i) % SUBNETS;
            String prefix = "198." + (18 + n / 256) + "." + n % 256;
            if (routed.contains(prefix)) {
                continue;
            }
            String subnet = prefix + ".0/24";
            try {
                String data =
                        Engine.client()
                                .createNetworkCmd()
                                .withName(labName + "-data")
                                .withLabels(labels)
                                .withInternal(true)
                                .withIpam(
                                        new Ipam()
                                                .withConfig(
                                                        List.of(
                                                                new Ipam.Config()
                                                                        .withSubnet(subnet))))
                                .exec()
                                .getId();
                return new LabNetworks(management, data, subnet);
            } catch (DockerException e) {
                // The engine refuses a subnet that overlaps with one of its own: another lab was
                // quicker.
                if (!String.valueOf(e.getMessage()).contains("overlap")) {
                    throw e;
                }
                last = e;
            }
        }
        throw new IllegalStateException("no subnet of 198.18.0.0/15 is free", last);
    }

    /// The fixed address of the lab's host number n, counted from 1.
    String address(int n) {
        return subnet.replace(".0/24", "." + (10 + n));
    }

    @Override
    public void close() {
        Leftovers.removeNetwork(data);
        Leftovers.removeNetwork(management);
    }

    /// The first three bytes of every destination that this machine has a route to, so that a lab does not hide it.
    private static Set<String> routedPrefixes() {
        Set<String> prefixes = new HashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/net/route"))) {
                String[] fields = line.split("\\s+");
                if (fields.length > 1 && fields[1].matches("[0-9A-F]{8}")) {
                    // Little-endian: the last byte of the address comes first.
                    long bytes = Long.parseLong(fields[1], 16);
                    prefixes.add(
                            "%d.%d.%d".formatted(bytes & 255, bytes >> 8 & 255, bytes >> 16 & 255));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return prefixes;
    }
}

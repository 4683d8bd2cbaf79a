package io.pgprov.lab;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// The container of a lab host: systemd as its first process, SSH on a loopback port of its own, two networks.
/// `lab/lab.sh` starts the demo's hosts in the same way.
final class LabContainer extends GenericContainer<LabContainer> {

    /// Below the ports that systems hand out by themselves (32768 and up), above those that people choose.
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;
    private static final long SHARED_MEMORY = 1L << 30;
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    /// Fixed, not handed out by the engine: a port handed out changes when the container starts again.
    private final int sshPort = freePort();

    private final String dataNetwork;
    private final String address;

    LabContainer(String image, Lab.Identity identity, LabNetworks networks, int number) {
        super(DockerImageName.parse(image));
        this.dataNetwork = networks.data();
        this.address = networks.address(number);
        String host = "pg" + number;
        withImagePullPolicy(_ -> false);
        withNetworkMode(networks.management());
        withLabels(identity.labels());
        withTmpFs(Map.of("/run", "rw", "/run/lock", "rw", "/tmp", "rw"));
        withSharedMemorySize(SHARED_MEMORY);
        withCopyToContainer(
                Transferable.of(identity.publicKey(), 0644), "/etc/ssh/lab_authorized_keys");
        withCreateContainerCmdModifier(command -> shape(command, identity.name(), host));
        waitingFor(new Listening());
    }

    int sshPort() {
        return sshPort;
    }

    /// Copied in before the start, so that it appears in no argv and no environment.
    LabContainer withOperatorPassword(String password) {
        return withCopyToContainer(
                Transferable.of(password.getBytes(StandardCharsets.UTF_8), 0600),
                "/etc/lab-operator-password");
    }

    /// Lets the host run containers itself. All capabilities but the one that engines themselves may lack, and a volume for what an
    /// engine keeps: overlay does not work on overlay.
    LabContainer nesting() {
        return withCreateContainerCmdModifier(command -> {
            Objects.requireNonNull(command.getHostConfig())
                    .withCapAdd(Capability.ALL)
                    .withCapDrop(Capability.SYS_RESOURCE);
            command.withVolumes(new Volume("/var/lib/docker"), new Volume("/var/lib/containers"));
        });
    }

    private void shape(CreateContainerCmd command, String lab, String host) {
        HostConfig config = Objects.requireNonNull(command.getHostConfig());
        // Not privileged: systemd needs these two, and asking for all fails where the engine itself
        // lacks one.
        config.withCapAdd(Capability.SYS_ADMIN, Capability.NET_ADMIN)
                .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                .withCgroupnsMode("private")
                .withPortBindings(
                        new PortBinding(
                                Binding.bindIpAndPort("127.0.0.1", sshPort), ExposedPort.tcp(22)));
        command.withName(lab + "-" + host)
                .withHostName(host)
                .withExposedPorts(ExposedPort.tcp(22))
                .withStopSignal("SIGRTMIN+3");
    }

    /// The data network comes before the start, or the host would be up for a moment without its address.
    @Override
    protected void containerIsCreated(String containerId) {
        dockerClient
                .connectToNetworkCmd()
                .withNetworkId(dataNetwork)
                .withContainerId(containerId)
                .withContainerNetwork(
                        new ContainerNetwork()
                                .withIpamConfig(
                                        new ContainerNetwork.Ipam().withIpv4Address(address)))
                .exec();
    }

    private static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            if (!TAKEN.add(port)) {
                continue;
            }
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException e) {
                // In use by someone else: try the next.
            }
        }
        throw new IllegalStateException("no free port for SSH");
    }

    /// Ready when sshd itself greets: an open port may be the engine's proxy alone.
    private static final class Listening implements WaitStrategy {

        private Duration limit = Duration.ofSeconds(60);

        @Override
        public void waitUntilReady(WaitStrategyTarget target) {
            SshBanner.await(((LabContainer) target).sshPort, limit, target::isRunning);
        }

        @Override
        public WaitStrategy withStartupTimeout(Duration startupTimeout) {
            limit = startupTimeout;
            return this;
        }
    }
}

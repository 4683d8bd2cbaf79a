package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;

/// Connected sockets: over TCP, through another host, or through a command.
final class Sockets {

    private Sockets() {}

    /// @param jump the host on the way, logged in to
    /// @throws ConnectFailure where it did not work
    static Socket to(ConnectionSettings settings, Optional<SSHClient> jump) throws ConnectFailure {
        try {
            if (jump.isPresent()) {
                return Tunnel.through(
                        jump.get(), settings.address(), settings.port(), settings.connectTimeout());
            }
            Optional<String> command = settings.ssh().proxyCommand();
            return command.isPresent() ? through(settings, command.get()) : direct(settings);
        } catch (IOException e) {
            throw jump.isPresent() && !ConnectFailure.caused(e, TimeoutException.class)
                    ? ConnectFailure.jump(settings, e)
                    : ConnectFailure.of(settings, e);
        }
    }

    private static Socket through(ConnectionSettings settings, String command)
            throws ConnectFailure, IOException {
        if (settings.ssh().commands() == Account.Commands.REFUSED) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration wants a ProxyCommand run, which is not allowed",
                    "allow it with --allow-ssh-commands, or use ProxyJump");
        }
        if (settings.ssh().is("proxyusefdpass", "yes")) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration wants a socket from its ProxyCommand, which pgprov cannot take",
                    "set ProxyUseFdpass no for this host, with a command that passes bytes");
        }
        return Tunnel.through(command);
    }

    /// Every address of the name is tried, in the resolver's order.
    private static Socket direct(ConnectionSettings settings) throws IOException {
        IOException failure = new UnknownHostException(settings.address());
        Optional<InetAddress> from = from(settings);
        for (InetAddress address : addresses(settings, settings.address())) {
            Socket socket = new Socket();
            try {
                if (from.isPresent()) {
                    socket.bind(new InetSocketAddress(from.get(), 0));
                }
                socket.connect(
                        new InetSocketAddress(address, settings.port()),
                        Math.toIntExact(settings.connectTimeout().toMillis()));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    /// BindAddress: an address of this machine.
    private static Optional<InetAddress> from(ConnectionSettings settings) throws IOException {
        Optional<String> name = settings.ssh().bindAddress();
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(addresses(settings, name.get()).getFirst());
    }

    /// Those of the kind that AddressFamily leaves.
    private static List<InetAddress> addresses(ConnectionSettings settings, String name)
            throws UnknownHostException {
        boolean four = !settings.ssh().is("addressfamily", "inet6");
        boolean six = !settings.ssh().is("addressfamily", "inet");
        List<InetAddress> left =
                Arrays.stream(InetAddress.getAllByName(name))
                        .filter(address -> address instanceof Inet4Address ? four : six)
                        .toList();
        if (left.isEmpty()) {
            throw new UnknownHostException(name + " has no address of the AddressFamily");
        }
        return left;
    }
}

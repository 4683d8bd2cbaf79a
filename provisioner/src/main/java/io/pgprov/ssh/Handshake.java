package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/// Opens connections: TCP, the host's key, authentication.
final class Handshake {

    /// Seconds between questions to a silent host, and how many may stay unanswered before it counts as dead.
    private static final int KEEPALIVE_SECONDS = 5;

    private static final int KEEPALIVE_COUNT = 3;

    /// Milliseconds that logging in may take once the host has proved its key; PAM is slow where it asks the network.
    private static final int LOGIN_DEADLINE = 30_000;

    private final Config config;
    private final PrivateKeys privateKeys;
    private final KnownHostsFiles knownHosts;

    Handshake(Config config) {
        this.config = config;
        this.privateKeys = new PrivateKeys(config);
        this.knownHosts = new KnownHostsFiles();
    }

    /// @throws ConnectFailure where it did not work, for whatever reason
    OpenClient open(ConnectionSettings settings) throws ConnectFailure {
        List<AuthMethod> methods = methods(settings);
        HostKeyCheck hostKey = hostKeyCheck(settings);
        Socket socket = connect(settings);
        SSHClient client = client(settings, socket, hostKey);
        boolean done = false;
        try {
            greet(settings, client, hostKey);
            login(settings, client, methods);
            socket.setSoTimeout(0);
            done = true;
            return new OpenClient(client, socket);
        } catch (IOException e) {
            throw ConnectFailure.of(settings, e);
        } finally {
            if (!done) {
                close(client, socket);
            }
        }
    }

    private HostKeyCheck hostKeyCheck(ConnectionSettings settings) throws ConnectFailure {
        try {
            return new HostKeyCheck(settings, knownHosts);
        } catch (IOException e) {
            throw ConnectFailure.fatal(
                    settings,
                    "the known_hosts files cannot be read: " + e,
                    "check their permissions");
        }
    }

    /// Every address of the name is tried, in the resolver's order.
    private static Socket connect(ConnectionSettings settings) throws ConnectFailure {
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(settings.address())) {
                Socket socket = new Socket();
                try {
                    socket.connect(
                            new InetSocketAddress(address, settings.port()), millis(settings));
                    socket.setTcpNoDelay(true);
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    failure = e;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        throw ConnectFailure.of(settings, failure);
    }

    private SSHClient client(ConnectionSettings settings, Socket socket, HostKeyCheck hostKey) {
        SSHClient client = new SSHClient(config);
        client.setSocketFactory(new Connected(socket));
        // The first bounds the wait for a greeting, the second the key exchange.
        client.setTimeout(millis(settings));
        client.getTransport().setTimeoutMs(millis(settings));
        client.addHostKeyVerifier(hostKey);
        // Set after connecting, it would never start.
        KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
        keepAlive.setKeepAliveInterval(KEEPALIVE_SECONDS);
        keepAlive.setMaxAliveCount(KEEPALIVE_COUNT);
        return client;
    }

    private static void greet(ConnectionSettings settings, SSHClient client, HostKeyCheck hostKey)
            throws ConnectFailure {
        try {
            client.connect(settings.address(), settings.port());
        } catch (IOException e) {
            if (hostKey.refusal().isPresent()) {
                throw new ConnectFailure(hostKey.refusal().get(), ConnectFailure.Retry.NO);
            }
            throw hostKey.greeted()
                    ? ConnectFailure.of(settings, e)
                    : ConnectFailure.ungreeted(settings, e);
        }
    }

    private void login(ConnectionSettings settings, SSHClient client, List<AuthMethod> methods)
            throws ConnectFailure {
        client.getTransport().setTimeoutMs(LOGIN_DEADLINE);
        try {
            client.auth(settings.user(), methods);
        } catch (IOException e) {
            throw ConnectFailure.login(
                    settings, e, client.getUserAuth().getAllowedMethods(), unusable(settings));
        }
    }

    private List<AuthMethod> methods(ConnectionSettings settings) throws ConnectFailure {
        List<AuthMethod> methods = new ArrayList<>();
        for (PrivateKeys.Loaded loaded : privateKeys.load(settings.privateKeys())) {
            if (loaded instanceof PrivateKeys.Loaded.Usable(var key)) {
                methods.add(new AuthPublickey(key));
            }
        }
        settings.password()
                .ifPresent(password ->
                        methods.add(
                                new AuthPassword(
                                        PasswordUtils.createOneOff(
                                                password.reveal().toCharArray()))));
        if (methods.isEmpty()) {
            List<String> reasons = unusable(settings);
            throw ConnectFailure.fatal(
                    settings,
                    "there is no key to log in with"
                            + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons)),
                    "name a key file without a passphrase with --private-key or"
                            + " ansible_ssh_private_key_file; ssh-agent is not used");
        }
        return methods;
    }

    private List<String> unusable(ConnectionSettings settings) {
        List<String> reasons = new ArrayList<>();
        for (PrivateKeys.Loaded loaded : privateKeys.load(settings.privateKeys())) {
            if (loaded instanceof PrivateKeys.Loaded.Unusable(String reason)) {
                reasons.add(reason);
            }
        }
        return reasons;
    }

    private static void close(SSHClient client, Socket socket) {
        try {
            socket.close();
            client.disconnect();
        } catch (IOException e) {
            // It failed; there is nothing to save.
        }
    }

    private static int millis(ConnectionSettings settings) {
        return Math.toIntExact(settings.connectTimeout().toMillis());
    }

    /// Hands sshj the socket that is connected already.
    private static final class Connected extends SocketFactory {
        private final Socket socket;

        Connected(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(
                InetAddress address, int port, InetAddress local, int localPort) {
            return socket;
        }
    }
}

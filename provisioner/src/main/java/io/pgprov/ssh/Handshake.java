package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.TransportException;

/// Opens connections: TCP, the host's key, authentication.
final class Handshake {

    /// Seconds between questions to a silent host, and how many may stay unanswered before it counts as dead.
    private static final int KEEPALIVE_SECONDS = 5;

    private static final int KEEPALIVE_COUNT = 3;

    /// Milliseconds for a connection that has ended to say why.
    private static final int LAST_WORDS = 1000;

    private final Config config;
    private final PrivateKeys privateKeys;
    private final KnownHostsFiles knownHosts;
    private final NewKeys newKeys;

    Handshake(Config config, Passphrases passphrases, NewKeys newKeys) {
        this.config = config;
        this.privateKeys = new PrivateKeys(config, passphrases);
        this.knownHosts = new KnownHostsFiles();
        this.newKeys = newKeys;
    }

    /// @throws ConnectFailure where it did not work, for whatever reason
    OpenClient open(ConnectionSettings settings, Optional<SSHClient> jump) throws ConnectFailure {
        refuseWhatCannotBe(settings);
        Login login = Login.of(settings, privateKeys);
        HostKeyCheck hostKey = hostKeyCheck(settings);
        OpenClient open = connected(settings, jump, hostKey);
        boolean done = false;
        try {
            greet(settings, open.client(), hostKey);
            // What comes later is as slow, where PAM opens sessions.
            open.client().getTransport().setTimeoutMs(Login.DEADLINE);
            login.run(open.client());
            open.socket().setSoTimeout(0);
            done = true;
            return open;
        } catch (IOException e) {
            throw ConnectFailure.of(settings, e);
        } finally {
            if (!done) {
                open.close();
            }
        }
    }

    /// Connects so far that the host shows its key, and no further.
    ///
    /// @throws ConnectFailure where it shows none
    HostKeyCheck look(ConnectionSettings settings, Optional<SSHClient> jump) throws ConnectFailure {
        refuseWhatCannotBe(settings);
        HostKeyCheck hostKey = hostKeyCheck(settings);
        try (OpenClient open = connected(settings, jump, hostKey)) {
            greet(settings, open.client(), hostKey);
        } catch (ConnectFailure e) {
            if (hostKey.offered().isEmpty()) {
                throw e;
            }
        }
        return hostKey;
    }

    private static void refuseWhatCannotBe(ConnectionSettings settings) throws ConnectFailure {
        if (settings.ssh().knownHostsCommand().isPresent()) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration asks a command for host keys, which pgprov does not",
                    "set KnownHostsCommand none for this host");
        }
        if (settings.ssh().bindInterface().isPresent()) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration names an interface to connect from, which pgprov cannot choose",
                    "set BindAddress in the place of BindInterface for this host");
        }
        if (settings.ssh().is("checkhostip", "yes")) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration wants addresses in known_hosts, which pgprov does not look for",
                    "set CheckHostIP no for this host, as is usual since OpenSSH 8.5");
        }
    }

    private HostKeyCheck hostKeyCheck(ConnectionSettings settings) throws ConnectFailure {
        try {
            return new HostKeyCheck(settings, knownHosts, newKeys);
        } catch (IOException e) {
            throw ConnectFailure.fatal(
                    settings,
                    "the known_hosts files cannot be read: " + e,
                    "check their permissions");
        }
    }

    /// A client that has a socket, and has said nothing yet.
    private OpenClient connected(
            ConnectionSettings settings, Optional<SSHClient> jump, HostKeyCheck hostKey)
            throws ConnectFailure {
        SSHClient client = client(settings, hostKey);
        Socket socket = Sockets.to(settings, jump);
        client.setSocketFactory(new Connected(socket));
        return new OpenClient(client, socket);
    }

    private SSHClient client(ConnectionSettings settings, HostKeyCheck hostKey)
            throws ConnectFailure {
        SSHClient client = new SSHClient(config(settings));
        // The first bounds the wait for a greeting, the second the key exchange.
        client.setTimeout(millis(settings));
        client.getTransport().setTimeoutMs(millis(settings));
        client.addHostKeyVerifier(hostKey);
        // Set after connecting, it would never start.
        KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
        Optional<Duration> interval = settings.ssh().aliveInterval();
        keepAlive.setKeepAliveInterval(
                interval.map(i -> Math.toIntExact(i.toSeconds())).orElse(KEEPALIVE_SECONDS));
        keepAlive.setMaxAliveCount(
                interval.isPresent() ? Math.max(1, settings.ssh().aliveCount()) : KEEPALIVE_COUNT);
        return client;
    }

    private Config config(ConnectionSettings settings) throws ConnectFailure {
        try {
            return ClientConfig.restricted(settings.ssh())
                    ? ClientConfig.of(settings.ssh())
                    : config;
        } catch (IllegalArgumentException e) {
            throw ConnectFailure.fatal(
                    settings,
                    "the SSH configuration leaves no common algorithm: " + e.getMessage(),
                    "allow curve25519-sha256, aes128-gcm@openssh.com and ssh-ed25519 or rsa-sha2-512 for this host");
        }
    }

    private static void greet(ConnectionSettings settings, SSHClient client, HostKeyCheck hostKey)
            throws ConnectFailure {
        // The greeting and the key exchange have a limit each, which a socket that is none does not
        // know: closed under whoever waits, it looks as if the server had closed it.
        Duration limit = settings.connectTimeout();
        try (Deadline greeting = new Deadline(limit, () -> closeUngreeted(client, hostKey));
                Deadline both =
                        new Deadline(
                                limit.multipliedBy(2).plusSeconds(1),
                                () -> client.getSocket().close())) {
            connect(
                    settings,
                    client,
                    () -> !hostKey.greeted() && greeting.passed() || both.passed());
        } catch (IOException e) {
            if (hostKey.refusal().isPresent()) {
                throw new ConnectFailure(hostKey.refusal().get(), ConnectFailure.Retry.NO);
            }
            throw hostKey.greeted()
                    ? ConnectFailure.of(settings, e)
                    : ConnectFailure.ungreeted(settings, e);
        }
    }

    private static void closeUngreeted(SSHClient client, HostKeyCheck hostKey) throws IOException {
        if (!hostKey.greeted()) {
            client.getSocket().close();
        }
    }

    /// @param late whether we have closed the socket ourselves, for want of an answer
    private static void connect(ConnectionSettings settings, SSHClient client, BooleanSupplier late)
            throws IOException {
        try {
            exchangeKeys(settings, client);
        } catch (IOException e) {
            if (!late.getAsBoolean()) {
                throw e;
            }
            SocketTimeoutException timeout = new SocketTimeoutException("no answer in time");
            timeout.initCause(e);
            throw timeout;
        }
    }

    /// A connection that has ended before the key exchange is waited for is "not connected" to the library; why it has ended, the
    /// transport knows.
    private static void exchangeKeys(ConnectionSettings settings, SSHClient client)
            throws IOException {
        try {
            client.connect(settings.address(), settings.port());
        } catch (IllegalStateException e) {
            client.getTransport().join(LAST_WORDS, TimeUnit.MILLISECONDS);
            throw new TransportException(DisconnectReason.CONNECTION_LOST, e);
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

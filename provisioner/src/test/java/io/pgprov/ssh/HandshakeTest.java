package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.inventory.ReadOptions;
import io.pgprov.inventory.SshSettings;
import io.pgprov.model.HostName;
import io.pgprov.ssh.config.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeTest {

    /// A socket that nobody uses would stay open, and so would the command of a ProxyCommand.
    @Test
    void connectsToNothingWhereTheConfigurationLeavesNoAlgorithm(@TempDir Path home)
            throws IOException {
        Handshake handshake =
                new Handshake(ClientConfig.create(), Passphrases.none(), NewKeys.refused());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(100);
            ConnectionSettings settings =
                    settings(home, "Port=" + server.getLocalPort(), "Ciphers=aes128-cbc");
            ConnectFailure failure =
                    assertThrows(
                            ConnectFailure.class, () -> handshake.look(settings, Optional.empty()));
            assertTrue(
                    failure.problem().what().contains("leaves no common algorithm"),
                    failure.problem().text());
            assertThrows(SocketTimeoutException.class, server::accept);
        }
    }

    private static ConnectionSettings settings(Path home, String... options) {
        ReadOptions.Surroundings account =
                new ReadOptions.Surroundings(home, "ann", _ -> Optional.empty());
        ReadOptions.Ssh none =
                new ReadOptions.Ssh(Optional.of(Path.of("none")), Account.Commands.REFUSED);
        return new SshSettings(none.of(account), home, SshSettings.Given.nothing())
                .of(new HostName("db"), "127.0.0.1", List.of(options));
    }
}

package io.pgprov.ssh;

import java.io.IOException;
import java.net.Socket;
import net.schmizz.sshj.SSHClient;

/// A connected client of sshj, with its socket, which can be closed even while the client is busy.
record OpenClient(SSHClient client, Socket socket) implements AutoCloseable {

    @Override
    public void close() {
        try {
            socket.close();
            client.disconnect();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }
}

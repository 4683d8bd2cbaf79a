package io.pgprov.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Buffer.PlainBuffer;

/// An ssh-agent behind its socket (draft-ietf-sshm-ssh-agent). Each question is a connection of its own, so that many threads may ask.
record Agent(Path socket) {

    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;

    private static final Duration LISTING = Duration.ofSeconds(5);

    /// A person may have to confirm it, or to touch a token.
    private static final Duration SIGNING = Duration.ofSeconds(25);

    /// OpenSSH's limit for a message of an agent.
    private static final int LONGEST_ANSWER = 256 * 1024;

    /// The keys that it holds, in its order.
    ///
    /// @throws SocketTimeoutException where it hangs
    List<LoginKey> keys() throws IOException {
        PlainBuffer answer =
                ask(new PlainBuffer().putByte(REQUEST_IDENTITIES), IDENTITIES_ANSWER, LISTING);
        List<LoginKey> keys = new ArrayList<>();
        try {
            long count = answer.readUInt32();
            for (long i = 0; i < count; i++) {
                byte[] blob = answer.readBytes();
                String comment = answer.readString();
                String type = new PlainBuffer(blob).readString();
                keys.add(
                        new LoginKey(
                                comment + " of the agent",
                                blob,
                                LoginKey.algorithms(type),
                                (algorithm, text) -> sign(blob, algorithm, text)));
            }
        } catch (Buffer.BufferException e) {
            throw new IOException("the agent's answer cannot be read", e);
        }
        return keys.stream().filter(key -> !key.algorithms().isEmpty()).toList();
    }

    private byte[] sign(byte[] blob, String algorithm, byte[] text) throws IOException {
        int flags =
                algorithm.startsWith("rsa-sha2-512")
                        ? RSA_SHA2_512
                        : algorithm.startsWith("rsa-sha2-256") ? RSA_SHA2_256 : 0;
        PlainBuffer question =
                new PlainBuffer()
                        .putByte(SIGN_REQUEST)
                        .putBytes(blob)
                        .putBytes(text)
                        .putUInt32(flags);
        try {
            byte[] signature = ask(question, SIGN_RESPONSE, SIGNING).readBytes();
            if (flags != 0
                    && !new PlainBuffer(signature)
                            .readString()
                            .equals(algorithm.substring(0, 12))) {
                throw new IOException("the agent signed with SHA-1, which is not accepted");
            }
            return signature;
        } catch (Buffer.BufferException e) {
            throw new IOException("the agent's answer cannot be read", e);
        }
    }

    /// @param limit after which it is taken to hang
    private PlainBuffer ask(PlainBuffer question, byte wanted, Duration limit) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Deadline deadline = new Deadline(limit, channel::close)) {
            try {
                return ask(channel, question, wanted);
            } catch (ClosedChannelException e) {
                throw deadline.passed()
                        ? new SocketTimeoutException(
                                "it did not answer within " + limit.toSeconds() + " s")
                        : e;
            }
        }
    }

    private PlainBuffer ask(SocketChannel channel, PlainBuffer question, byte wanted)
            throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer out =
                    ByteBuffer.wrap(
                            new PlainBuffer().putBytes(question.getCompactData()).getCompactData());
            while (out.hasRemaining()) {
                channel.write(out);
            }
            int length = read(channel, 4).getInt();
            if (length < 1 || length > LONGEST_ANSWER) {
                throw new IOException("the agent's answer has " + length + " bytes");
            }
            PlainBuffer answer = new PlainBuffer(read(channel, length).array());
            if (answer.readByte() != wanted) {
                throw new IOException("the agent refused");
            }
            return answer;
        } catch (Buffer.BufferException e) {
            throw new IOException("the agent's answer cannot be read", e);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the agent closed the connection");
            }
        }
        return buffer.flip();
    }
}

package io.pgprov.ssh;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.digest.Digest;
import net.schmizz.sshj.transport.kex.KeyExchange;

/// A key exchange of one message each way (RFC 4253, 8; RFC 5656, 4) that lets sshj read no host key whose fields are not as long as they
/// say. Anybody who answers on the port can send one.
///
/// @param exchange which reads the rest
record CheckedKeyExchange(KeyExchange exchange) implements KeyExchange {

    static Factory.Named<KeyExchange> of(Factory.Named<KeyExchange> factory) {
        return new Factory.Named<>() {
            @Override
            public String getName() {
                return factory.getName();
            }

            @Override
            public KeyExchange create() {
                return new CheckedKeyExchange(factory.create());
            }
        };
    }

    @Override
    public boolean next(Message message, SSHPacket packet)
            throws GeneralSecurityException, TransportException {
        if (message == Message.KEXDH_31 && !HostKey.isReadable(hostKey(packet))) {
            throw new TransportException(
                    DisconnectReason.HOST_KEY_NOT_VERIFIABLE,
                    "what the server shows is no host key");
        }
        return exchange.next(message, packet);
    }

    /// The first field, which is left there.
    private static byte[] hostKey(SSHPacket packet) throws TransportException {
        int start = packet.rpos();
        try {
            return packet.readBytes();
        } catch (Buffer.BufferException e) {
            throw new TransportException(DisconnectReason.PROTOCOL_ERROR, e);
        } finally {
            packet.rpos(start);
        }
    }

    @Override
    public void init(
            Transport transport,
            String serverVersion,
            String clientVersion,
            byte[] serverProposal,
            byte[] clientProposal)
            throws GeneralSecurityException, TransportException {
        exchange.init(transport, serverVersion, clientVersion, serverProposal, clientProposal);
    }

    @Override
    public byte[] getH() {
        return exchange.getH();
    }

    @Override
    public BigInteger getK() {
        return exchange.getK();
    }

    @Override
    public Digest getHash() {
        return exchange.getHash();
    }

    @Override
    public PublicKey getHostKey() {
        return exchange.getHostKey();
    }
}

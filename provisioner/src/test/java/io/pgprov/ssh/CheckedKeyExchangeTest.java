package io.pgprov.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.kex.KeyExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedKeyExchangeTest {

    /// The host keys that reached the exchange behind the check.
    private final List<byte[]> read = new ArrayList<>();

    private final KeyExchange checked =
            CheckedKeyExchange.of(
                            new Factory.Named<>() {
                                @Override
                                public String getName() {
                                    return "one";
                                }

                                @Override
                                public KeyExchange create() {
                                    return recording();
                                }
                            })
                    .create();

    private KeyExchange recording() {
        return (KeyExchange)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {KeyExchange.class},
                        (_, method, arguments) -> {
                            assertEquals("next", method.getName());
                            return read.add(((SSHPacket) arguments[1]).readBytes());
                        });
    }

    private static byte[] sample(String name) throws Exception {
        return Files.readAllBytes(Path.of("src/test/resources/fuzz/host-key", name));
    }

    private static SSHPacket reply(byte[] hostKey) {
        return new SSHPacket(Message.KEXDH_31).putBytes(hostKey).putBytes(new byte[32]);
    }

    private static SSHPacket received(byte[] hostKey) throws Exception {
        SSHPacket packet = reply(hostKey);
        packet.readMessageID();
        return packet;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "certificate"})
    void aKeyIsReadByTheExchangeFromItsBeginning(String name) throws Exception {
        byte[] key = sample(name);
        assertTrue(checked.next(Message.KEXDH_31, received(key)));
        assertArrayEquals(key, read.getFirst());
    }

    @Test
    void aFieldThatIsLongerThanTheKeyIsNeverReadByTheLibrary() throws Exception {
        byte[] ed25519 =
                new SSHPacket().putString("ssh-ed25519").putUInt32(0x7fffffff).getCompactData();
        byte[] ecdsa =
                new SSHPacket()
                        .putString("ecdsa-sha2-nistp256")
                        .putString("nistp256")
                        .putUInt32(0x7fffffff)
                        .putByte((byte) 4)
                        .getCompactData();
        byte[] certificate =
                new SSHPacket()
                        .putString("ssh-ed25519-cert-v01@openssh.com")
                        .putBytes(new byte[32])
                        .putUInt32(0x7fffffff)
                        .getCompactData();
        for (byte[] key : List.of(ed25519, ecdsa, certificate, new byte[] {1, 2})) {
            TransportException e =
                    assertThrows(
                            TransportException.class,
                            () -> checked.next(Message.KEXDH_31, received(key)));
            assertTrue(e.getMessage().contains("no host key"), e.getMessage());
        }
        assertEquals(List.of(), read);
    }

    /// The authority's key is of no concern to the exchange, and read only where it is one.
    @Test
    void anAuthorityThatIsLongerThanItsFieldSignsNothing() throws Exception {
        HostKey key = HostKey.ofBlob(sample("authority-longer-than-its-field"));
        assertTrue(HostCertificate.parse(key).orElseThrow().signature().isEmpty());
    }
}

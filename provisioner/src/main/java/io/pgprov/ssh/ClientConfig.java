package io.pgprov.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import io.pgprov.ssh.config.HostConfig;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;
import net.schmizz.sshj.userauth.keyprovider.OpenSSHKeyFile;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;

/// The one configuration of sshj, shared by all connections.
///
/// sshj's own default configuration prefers CBC and HMAC-SHA1, offers broken algorithms and takes half a second to make. This one
/// offers what every OpenSSH since 7.2 has and nothing with SHA-1. Certificates come first, as with ssh: which of
/// these a host is asked for first depends on what is known of it.
final class ClientConfig {

    /// Kinds of certificates, in the order in which they are asked for.
    static final List<String> CERTIFICATES =
            List.of(
                    "ssh-ed25519-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                    "rsa-sha2-512-cert-v01@openssh.com",
                    "rsa-sha2-256-cert-v01@openssh.com");

    private ClientConfig() {}

    /// The configuration for a host: what the SSH configuration allows of what pgprov has.
    ///
    /// @throws IllegalArgumentException where nothing is left of a list; the message says of which
    static Config of(HostConfig host) {
        ConfigImpl config = create();
        config.setKeyExchangeFactories(
                allowed(config.getKeyExchangeFactories(), "kexalgorithms", host));
        config.setKeyAlgorithms(allowed(config.getKeyAlgorithms(), "hostkeyalgorithms", host));
        config.setCipherFactories(allowed(config.getCipherFactories(), "ciphers", host));
        config.setMACFactories(allowed(config.getMACFactories(), "macs", host));
        return config;
    }

    /// Whether the configuration of a host differs from that of all others.
    static boolean restricted(HostConfig host) {
        return List.of("kexalgorithms", "hostkeyalgorithms", "ciphers", "macs").stream()
                .anyMatch(keyword -> host.algorithms(keyword).isPresent());
    }

    private static <T> List<Factory.Named<T>> allowed(
            List<Factory.Named<T>> ours, String keyword, HostConfig host) {
        String list = host.algorithms(keyword).orElse("+");
        List<String> names = Algorithms.allowed(Factory.Named.Util.getNames(ours), list);
        boolean useful = names.stream().anyMatch(name -> !name.equals("ext-info-c"));
        if (!useful) {
            throw new IllegalArgumentException(keyword + " allows none that pgprov has: " + list);
        }
        List<Factory.Named<T>> left = new ArrayList<>();
        for (String name : names) {
            ours.stream().filter(factory -> factory.getName().equals(name)).forEach(left::add);
        }
        return left;
    }

    static ConfigImpl create() {
        // Before any other call of sshj, which would else register Bouncy Castle and try all of it.
        SecurityUtils.setRegisterBouncyCastle(false);
        EcdsaProvider.install();
        ConfigImpl config = new ConfigImpl();
        config.setLoggerFactory(LoggerFactory.DEFAULT);
        config.setVersion("pgprov");
        config.setKeyExchangeFactories(
                List.of(
                        CheckedKeyExchange.of(new Curve25519SHA256.Factory()),
                        CheckedKeyExchange.of(new Curve25519SHA256.FactoryLibSsh()),
                        CheckedKeyExchange.of(new ECDHNistP.Factory256()),
                        CheckedKeyExchange.of(new ECDHNistP.Factory384()),
                        CheckedKeyExchange.of(DHGroups.Group16SHA512()),
                        CheckedKeyExchange.of(DHGroups.Group14SHA256()),
                        new ExtInfoClientFactory()));
        config.setKeyAlgorithms(
                List.of(
                        KeyAlgorithms.EdDSA25519CertV01(),
                        KeyAlgorithms.ECDSASHANistp256CertV01(),
                        KeyAlgorithms.ECDSASHANistp384CertV01(),
                        KeyAlgorithms.ECDSASHANistp521CertV01(),
                        certificate("rsa-sha2-512-cert-v01@openssh.com", KeyAlgorithms.RSASHA512()),
                        certificate("rsa-sha2-256-cert-v01@openssh.com", KeyAlgorithms.RSASHA256()),
                        KeyAlgorithms.EdDSA25519(),
                        KeyAlgorithms.ECDSASHANistp256(),
                        KeyAlgorithms.ECDSASHANistp384(),
                        KeyAlgorithms.ECDSASHANistp521(),
                        KeyAlgorithms.RSASHA512(),
                        KeyAlgorithms.RSASHA256()));
        // HostKeyCheck does, against OpenSSH's rules.
        config.setVerifyHostKeyCertificates(false);
        config.setRandomFactory(new SingletonRandomFactory(new JCERandom.Factory()));
        config.setFileKeyProviderFactories(
                List.of(
                        new OpenSSHKeyV1KeyFile.Factory(),
                        new PKCS8KeyFile.Factory(),
                        new OpenSSHKeyFile.Factory()));
        config.setCipherFactories(
                List.of(
                        GcmCiphers.AES128GCM(),
                        GcmCiphers.AES256GCM(),
                        BlockCiphers.AES128CTR(),
                        BlockCiphers.AES256CTR()));
        config.setMACFactories(
                List.of(
                        Macs.HMACSHA2256Etm(),
                        Macs.HMACSHA2512Etm(),
                        Macs.HMACSHA2256(),
                        Macs.HMACSHA2512()));
        config.setCompressionFactories(List.of(new NoneCompression.Factory()));
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        return config;
    }

    /// A certificate of an RSA key, which sshj knows with SHA-1 only.
    private static Factory.Named<KeyAlgorithm> certificate(
            String name, Factory.Named<KeyAlgorithm> plain) {
        return new Factory.Named<>() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public KeyAlgorithm create() {
                return new Certified(name, plain.create());
            }
        };
    }

    private record Certified(String name, KeyAlgorithm plain) implements KeyAlgorithm {
        @Override
        public PublicKey readPubKeyFromBuffer(Buffer<?> buffer) throws GeneralSecurityException {
            return KeyType.RSA_CERT.readPubKeyFromBuffer(buffer);
        }

        @Override
        public void putPubKeyIntoBuffer(PublicKey key, Buffer<?> buffer) {
            KeyType.RSA_CERT.putPubKeyIntoBuffer(key, buffer);
        }

        @Override
        public String getKeyAlgorithm() {
            return name;
        }

        @Override
        public KeyType getKeyFormat() {
            return KeyType.RSA_CERT;
        }

        @Override
        public Signature newSignature() {
            return plain.newSignature();
        }
    }
}

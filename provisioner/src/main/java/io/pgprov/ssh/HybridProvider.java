package io.pgprov.ssh;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.Map;

/// Security provider that takes X25519 and Ed25519 from Bouncy Castle and leaves everything else to the JDK.
///
/// sshj can name one provider only. Bouncy Castle signs with Ed25519 many times faster than the JDK and the JDK encrypts
/// with AES five times faster than Bouncy Castle, so a mixture needs a provider of its own. It also gives the name `ECDSA`, which sshj asks
/// for, to the JDK's `EC` key factory.
final class HybridProvider extends Provider {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "pgprov";
    private static final String EDEC = "org.bouncycastle.jcajce.provider.asymmetric.edec.";

    private HybridProvider() {
        super(NAME, "1", "X25519 and Ed25519 of Bouncy Castle");
        put("Signature.Ed25519", EDEC + "SignatureSpi$Ed25519");
        put("KeyFactory.Ed25519", EDEC + "KeyFactorySpi$Ed25519");
        put("KeyPairGenerator.X25519", EDEC + "KeyPairGeneratorSpi$X25519");
        put("KeyAgreement.X25519", EDEC + "KeyAgreementSpi$X25519");
        put("KeyFactory.X25519", EDEC + "KeyFactorySpi$X25519");
        putService(new EcdsaKeyFactory(this));
    }

    static synchronized void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new HybridProvider(), 1);
        }
    }

    private static final class EcdsaKeyFactory extends Service {
        EcdsaKeyFactory(Provider provider) {
            super(
                    provider,
                    "KeyFactory",
                    "ECDSA",
                    JdkKeyFactory.class.getName(),
                    List.of(),
                    Map.of());
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new JdkKeyFactory(KeyFactory.getInstance("EC"));
        }
    }

    private static final class JdkKeyFactory extends KeyFactorySpi {
        private final KeyFactory jdk;

        JdkKeyFactory(KeyFactory jdk) {
            this.jdk = jdk;
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return jdk.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return jdk.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec)
                throws InvalidKeySpecException {
            return jdk.getKeySpec(key, spec);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return jdk.translateKey(key);
        }
    }
}

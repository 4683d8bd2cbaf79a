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

/// Security provider that answers to `ECDSA`, the name under which sshj asks for a key factory, with the JDK's own `EC` one.
///
/// All cryptography is the JDK's. Bouncy Castle computes a handshake a little faster once it is warm, but its archive is
/// signed: the classes can be in no class cache and each is verified as it is loaded, which costs more than a hundred handshakes save.
final class EcdsaProvider extends Provider {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "pgprov";

    private EcdsaProvider() {
        super(NAME, "1", "ECDSA key factory of the JDK");
        putService(new EcdsaKeyFactory(this));
    }

    static synchronized void install() {
        if (Security.getProvider(NAME) == null) {
            Security.insertProviderAt(new EcdsaProvider(), 1);
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

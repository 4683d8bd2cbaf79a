package io.pgprov.ssh;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What the first connection of a process has to load and compile, done once without a connection.
///
/// The JDK's cryptography is slow at its first use only. On a second core this costs no time while files are read.
final class FirstUse implements Runnable {

    @Override
    public void run() {
        try {
            ClientConfig.create();
            KeyPair exchange = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(exchange.getPrivate());
            agreement.doPhase(exchange.getPublic(), true);
            byte[] secret = agreement.generateSecret();
            sign(secret);
            encrypt(secret);
        } catch (GeneralSecurityException e) {
            // The first connection meets the same and says so.
        }
    }

    private static void sign(byte[] text) throws GeneralSecurityException {
        KeyPair host = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(host.getPrivate());
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(host.getPublic());
        signature.update(text);
        signature.verify(signed);
    }

    private static void encrypt(byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(text, 0, 16, "AES");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, text, 0, 12));
        cipher.doFinal(text);
    }
}

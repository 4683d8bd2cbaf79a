package io.pgprov.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.signature.Signature;

/// A certificate that a host shows in the place of its key (OpenSSH's `PROTOCOL.certkeys`).
///
/// @param key the host's own key
/// @param authority the key that signed it
/// @param serial number that its authority gave it, or 0
/// @param id name that its authority gave it
/// @param kind 2 for a host's; 1 for a user's
/// @param principals names that it is for
/// @param from seconds since 1970, unsigned, as is `until`
/// @param until the first second at which it is no longer valid
/// @param criticalOptions whether it has options that must be understood; a host's has none that could be
/// @param signature algorithm of the authority's signature; empty where it is wrong, or of a kind that is never accepted
record HostCertificate(
        HostKey key,
        HostKey authority,
        BigInteger serial,
        String id,
        long kind,
        List<String> principals,
        BigInteger from,
        BigInteger until,
        boolean criticalOptions,
        Optional<String> signature) {

    static final String SUFFIX = "-cert-v01@openssh.com";
    private static final int HOST = 2;

    /// OpenSSH reads no more (SSHKEY_CERT_MAX_PRINCIPALS).
    private static final int MOST_PRINCIPALS = 256;

    /// What may sign a certificate: OpenSSH's CASignatureAlgorithms, without security keys.
    private static final List<Factory.Named<KeyAlgorithm>> SIGNATURES =
            List.of(
                    KeyAlgorithms.EdDSA25519(),
                    KeyAlgorithms.ECDSASHANistp256(),
                    KeyAlgorithms.ECDSASHANistp384(),
                    KeyAlgorithms.ECDSASHANistp521(),
                    KeyAlgorithms.RSASHA512(),
                    KeyAlgorithms.RSASHA256());

    /// What a certificate is held to.
    ///
    /// @param signatures algorithms that its authority may have signed with
    record Rules(List<String> signatures, Instant now) {

        /// What CASignatureAlgorithms leaves of those that pgprov has.
        ///
        /// @param list as the configuration has it
        static Rules of(Optional<String> list, Instant now) {
            List<String> ours = Factory.Named.Util.getNames(SIGNATURES);
            return new Rules(list.map(l -> Algorithms.allowed(ours, l)).orElse(ours), now);
        }
    }

    static boolean isOne(HostKey offered) {
        return offered.type().endsWith(SUFFIX);
    }

    /// The certificate; empty where the bytes are none that can be read.
    static Optional<HostCertificate> parse(HostKey offered) {
        try {
            return Optional.of(read(offered.blob(), offered.type()));
        } catch (Buffer.BufferException | IllegalArgumentException | SSHRuntimeException e) {
            return Optional.empty();
        }
    }

    private static HostCertificate read(byte[] blob, String type) throws Buffer.BufferException {
        PlainBuffer in = new PlainBuffer(blob);
        if (!in.readString().equals(type)) {
            throw new IllegalArgumentException("another type inside");
        }
        in.readBytes();
        HostKey key = plain(in, type.substring(0, type.length() - SUFFIX.length()));
        BigInteger serial = in.readUInt64AsBigInteger();
        long kind = in.readUInt32();
        String id = in.readString();
        List<String> principals = principals(new PlainBuffer(in.readBytes()));
        BigInteger from = in.readUInt64AsBigInteger();
        BigInteger until = in.readUInt64AsBigInteger();
        boolean critical = in.readBytes().length > 0;
        in.readBytes();
        in.readBytes();
        byte[] authority = in.readBytes();
        int signed = in.rpos();
        byte[] signature = in.readBytes();
        if (in.available() > 0) {
            throw new IllegalArgumentException("more behind the signature");
        }
        byte[] text = Arrays.copyOf(blob, signed);
        return new HostCertificate(
                key,
                HostKey.of(new PlainBuffer(authority).readString(), authority),
                serial,
                id,
                kind,
                principals,
                from,
                until,
                critical,
                verified(authority, signature, text));
    }

    private static HostKey plain(PlainBuffer in, String type) throws Buffer.BufferException {
        int fields = type.equals("ssh-ed25519") ? 1 : 2;
        PlainBuffer out = new PlainBuffer().putString(type);
        for (int i = 0; i < fields; i++) {
            out.putBytes(in.readBytes());
        }
        return HostKey.of(type, out.getCompactData());
    }

    private static List<String> principals(PlainBuffer in) throws Buffer.BufferException {
        List<String> principals = new ArrayList<>();
        while (in.available() > 0) {
            principals.add(in.readString());
            if (principals.size() > MOST_PRINCIPALS) {
                throw new IllegalArgumentException("too many principals");
            }
        }
        return principals;
    }

    private static Optional<String> verified(byte[] authority, byte[] signature, byte[] text)
            throws Buffer.BufferException {
        String algorithm = new PlainBuffer(signature).readString();
        String type = new PlainBuffer(authority).readString();
        boolean fits =
                algorithm.startsWith("rsa-sha2-") ? type.equals("ssh-rsa") : algorithm.equals(type);
        for (Factory.Named<KeyAlgorithm> known : SIGNATURES) {
            if (fits && HostKey.isWhole(authority) && known.getName().equals(algorithm)) {
                Signature verifier = known.create().newSignature();
                verifier.initVerify(new PlainBuffer(authority).readPublicKey());
                verifier.update(text);
                return verifier.verify(signature) ? Optional.of(algorithm) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Why it does not prove that this is the host; empty where it does, once its authority is trusted for the host.
    ///
    /// @param host name without port, in lower case
    Optional<String> flaw(String host, Rules rules) {
        BigInteger time = BigInteger.valueOf(rules.now().getEpochSecond());
        if (signature.filter(rules.signatures()::contains).isEmpty()) {
            return Optional.of("its signature is wrong, or of a kind that is not accepted");
        }
        if (kind != HOST) {
            return Optional.of("it is not a certificate of a host");
        }
        if (time.compareTo(from) < 0) {
            return Optional.of("it is not valid yet");
        }
        if (time.compareTo(until) >= 0) {
            return Optional.of("it has expired");
        }
        // ssh 9.2 takes an empty list for every name; from 10.3 on it is none (OpenSSH release
        // notes).
        if (!principals.contains(host)) {
            return Optional.of(
                    principals.isEmpty()
                            ? "it names no host"
                            : "it is for "
                                    + String.join(", ", principals)
                                    + " and not for "
                                    + host);
        }
        return criticalOptions
                ? Optional.of("it has critical options, which are not understood")
                : Optional.empty();
    }
}

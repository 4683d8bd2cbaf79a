package io.pgprov.ssh;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.common.SSHRuntimeException;

/// A list of revoked keys and certificates as `ssh-keygen -k` makes it (OpenSSH's `PROTOCOL.krl`), asked about one key.
///
/// Its own signature, where it has one, is not checked, as ssh does not either. Sections that ssh 9.2 does not know are an error.
final class RevocationList {

    static final String MAGIC = "SSHKRL\n\0";

    private static final int CERTIFICATES = 1;
    private static final int KEYS = 2;
    private static final int SHA1 = 3;
    private static final int SIGNATURE = 4;
    private static final int SHA256 = 5;

    private static final int SERIALS = 0x20;
    private static final int RANGE = 0x21;
    private static final int BITMAP = 0x22;
    private static final int NAMES = 0x23;

    private final HostKey offered;
    private final Optional<HostCertificate> certificate;

    private RevocationList(HostKey offered) {
        this.offered = offered;
        this.certificate = offered.certificate();
    }

    /// Whether a list revokes a key, or the certificate, or who signed it.
    ///
    /// @param list the whole file
    /// @throws IllegalArgumentException where it is none that can be read
    static boolean revokes(byte[] list, HostKey offered) {
        try {
            return new RevocationList(offered).in(new PlainBuffer(list));
        } catch (Buffer.BufferException | SSHRuntimeException e) {
            throw new IllegalArgumentException("it is damaged", e);
        }
    }

    private boolean in(PlainBuffer list) throws Buffer.BufferException {
        list.readRawBytes(new byte[MAGIC.length()]);
        if (list.readUInt32() != 1) {
            throw new IllegalArgumentException("it is of a later format");
        }
        list.readUInt64AsBigInteger();
        list.readUInt64AsBigInteger();
        list.readUInt64AsBigInteger();
        list.readBytes();
        list.readBytes();
        // To the end in any case: what is damaged revokes everything.
        boolean revoked = false;
        while (list.available() > 0) {
            int type = list.readByte();
            PlainBuffer section = new PlainBuffer(list.readBytes());
            switch (type) {
                case CERTIFICATES -> revoked |= certificates(section);
                case KEYS -> revoked |= anyOf(section, Optional.empty());
                case SHA1 -> revoked |= anyOf(section, Optional.of("SHA-1"));
                case SHA256 -> revoked |= anyOf(section, Optional.of("SHA-256"));
                case SIGNATURE -> list.readBytes();
                default -> throw new IllegalArgumentException("it has a section of type " + type);
            }
        }
        return revoked;
    }

    /// @param hash of the keys, where the section has these in their place
    private boolean anyOf(PlainBuffer section, Optional<String> hash)
            throws Buffer.BufferException {
        byte[] key = offered.plain().blob();
        Optional<byte[]> authority = certificate.map(c -> c.authority().blob());
        boolean revoked = false;
        while (section.available() > 0) {
            byte[] listed = section.readBytes();
            revoked |=
                    Arrays.equals(listed, hashed(key, hash))
                            || authority.isPresent()
                                    && Arrays.equals(listed, hashed(authority.get(), hash));
        }
        return revoked;
    }

    private static byte[] hashed(byte[] blob, Optional<String> hash) {
        try {
            return hash.isEmpty() ? blob : MessageDigest.getInstance(hash.get()).digest(blob);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + hash.get(), e);
        }
    }

    /// What one authority, or any, has signed.
    private boolean certificates(PlainBuffer section) throws Buffer.BufferException {
        byte[] authority = section.readBytes();
        section.readBytes();
        boolean about =
                certificate.isPresent()
                        && (authority.length == 0
                                || Arrays.equals(authority, certificate.get().authority().blob()));
        boolean revoked = false;
        while (section.available() > 0) {
            int type = section.readByte();
            PlainBuffer part = new PlainBuffer(section.readBytes());
            boolean found =
                    switch (type) {
                        case SERIALS -> serials(part);
                        case RANGE ->
                                within(
                                        part.readUInt64AsBigInteger(),
                                        part.readUInt64AsBigInteger());
                        case BITMAP -> bitmap(part);
                        case NAMES -> names(part);
                        default ->
                                throw new IllegalArgumentException("it has a part of type " + type);
                    };
            revoked |= about && found;
        }
        return revoked;
    }

    /// Zero is no number of a certificate, and is not revoked by number.
    private BigInteger serial() {
        return certificate.map(HostCertificate::serial).orElse(BigInteger.ZERO);
    }

    private boolean within(BigInteger first, BigInteger last) {
        return serial().signum() != 0
                && serial().compareTo(first) >= 0
                && serial().compareTo(last) <= 0;
    }

    private boolean serials(PlainBuffer part) throws Buffer.BufferException {
        boolean found = false;
        while (part.available() > 0) {
            BigInteger one = part.readUInt64AsBigInteger();
            found |= within(one, one);
        }
        return found;
    }

    private boolean bitmap(PlainBuffer part) throws Buffer.BufferException {
        BigInteger bit = serial().subtract(part.readUInt64AsBigInteger());
        BigInteger bits = new BigInteger(1, part.readBytes());
        return serial().signum() != 0
                && bit.signum() >= 0
                && bit.bitLength() < Integer.SIZE
                && bits.testBit(bit.intValueExact());
    }

    private boolean names(PlainBuffer part) throws Buffer.BufferException {
        boolean found = false;
        while (part.available() > 0) {
            String id = new String(part.readBytes(), StandardCharsets.UTF_8);
            found |= certificate.map(HostCertificate::id).filter(id::equals).isPresent();
        }
        return found;
    }
}

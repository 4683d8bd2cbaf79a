package io.pgprov.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import io.pgprov.ssh.config.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/// A file with a private key. Its public half is known from the start; an encrypted one is opened when it must sign, once.
final class KeyFile {

    private static final String HEADER = "-----BEGIN OPENSSH PRIVATE KEY-----";
    static final String WRONG_PASSPHRASE = " does not open with that passphrase";

    private static final String UNATTENDED =
            " is encrypted, and there is nobody to ask for its passphrase";
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Path path;
    private final Config config;
    private final Passphrases passphrases;
    private final Optional<byte[]> shown;
    private volatile boolean locked;
    private volatile Optional<PrivateKey> open = Optional.empty();
    private volatile Optional<String> flaw = Optional.empty();

    KeyFile(Path path, Config config, Passphrases passphrases) {
        this.path = path;
        this.config = config;
        this.passphrases = passphrases;
        this.shown = shown();
    }

    Path path() {
        return path;
    }

    /// Whether this is the key, by its public half.
    boolean is(byte[] blob) {
        return shown.map(own -> Arrays.equals(own, blob)).orElse(false);
    }

    /// Why it cannot be used, with its name.
    Optional<String> flaw() {
        return flaw;
    }

    /// The key, where it can be used.
    Optional<LoginKey> key() {
        if (shown.isEmpty() || flaw.isPresent()) {
            return Optional.empty();
        }
        byte[] blob = shown.get();
        return Optional.of(
                new LoginKey(
                        path.toString(),
                        blob,
                        LoginKey.algorithms(HostKey.ofBlob(blob).type()),
                        this::sign));
    }

    /// The public half: of the key's own header, of the file beside it, or else of the opened key.
    private Optional<byte[]> shown() {
        Optional<byte[]> beside =
                PrivateKeys.publicKey(path.resolveSibling(path.getFileName() + ".pub"));
        if (!Files.isReadable(path)) {
            flaw = Optional.of(path + (Files.exists(path) ? " cannot be read" : " does not exist"));
            return beside;
        }
        try {
            if (openToOthers()) {
                flaw =
                        Optional.of(
                                path
                                        + " can be read by others, so ssh would ignore it (chmod 600)");
                return beside;
            }
            String text = SmallFile.text(path);
            if (text.startsWith(HEADER)) {
                return Optional.of(header(text));
            }
            locked = text.contains("ENCRYPTED");
            if (locked && !passphrases.attended()) {
                flaw = Optional.of(path + UNATTENDED);
                return beside;
            }
            return beside.or(this::ofOpened);
        } catch (IOException | RuntimeException e) {
            flaw = Optional.of(path + " is not a private key that can be used: " + e.getMessage());
            return beside;
        }
    }

    private byte[] header(String text) throws Buffer.BufferException {
        String body = text.substring(HEADER.length()).split("-----END", 2)[0];
        PlainBuffer in = new PlainBuffer(Base64.getMimeDecoder().decode(body));
        in.readRawBytes(new byte["openssh-key-v1\0".length()]);
        locked = !in.readString().equals("none");
        if (locked && !passphrases.attended()) {
            flaw = Optional.of(path + UNATTENDED);
        }
        in.readString();
        in.readBytes();
        in.readUInt32();
        return in.readBytes();
    }

    /// Whether its passphrase will be asked for when it must sign.
    boolean locked() {
        return locked && open.isEmpty() && flaw.isEmpty();
    }

    /// Of a form that hides its public half as well. It stays open, so that nobody is asked twice.
    private Optional<byte[]> ofOpened() {
        Asking asking = new Asking();
        try {
            KeyProvider provider = provider(asking);
            open = Optional.of(provider.getPrivate());
            return Optional.of(
                    new PlainBuffer().putPublicKey(provider.getPublic()).getCompactData());
        } catch (IOException | RuntimeException e) {
            flaw = Optional.of(flawOf(asking, e));
            return Optional.empty();
        }
    }

    private String flawOf(Asking asking, Exception e) {
        if (asking.asked) {
            return path + (asking.unanswered ? UNATTENDED : WRONG_PASSPHRASE);
        }
        return flaw.orElse(path + " is not a private key that can be used: " + e.getMessage());
    }

    private synchronized PrivateKey opened() throws IOException {
        if (flaw.isPresent()) {
            throw new IOException(flaw.get());
        }
        if (open.isEmpty()) {
            Asking asking = new Asking();
            try {
                open = Optional.of(provider(asking).getPrivate());
            } catch (IOException | RuntimeException e) {
                flaw = Optional.of(flawOf(asking, e));
                throw new IOException(flaw.get(), e);
            }
        }
        return open.get();
    }

    private KeyProvider provider(PasswordFinder asking) throws IOException {
        try (SSHClient client = new SSHClient(config)) {
            return client.loadKeys(path.toString(), asking);
        }
    }

    private byte[] sign(String algorithm, byte[] text) throws IOException {
        for (Factory.Named<KeyAlgorithm> known : config.getKeyAlgorithms()) {
            if (known.getName().equals(algorithm)) {
                Signature signature = known.create().newSignature();
                signature.initSign(opened());
                signature.update(text);
                return new PlainBuffer()
                        .putString(algorithm)
                        .putBytes(signature.encode(signature.sign()))
                        .getCompactData();
            }
        }
        throw new IOException(path + " would sign with " + algorithm + ", which is not used");
    }

    /// ssh, too, refuses a key file of one's own that others can read.
    private boolean openToOthers() throws IOException {
        return Files.getOwner(path).getName().equals(System.getProperty("user.name"))
                && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
    }

    private final class Asking implements PasswordFinder {
        private boolean asked;
        private boolean unanswered;

        @Override
        public char[] reqPassword(Resource<?> resource) {
            asked = true;
            Optional<char[]> answer = passphrases.passphrase(path);
            unanswered = answer.isEmpty();
            return answer.orElse(new char[0]);
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}

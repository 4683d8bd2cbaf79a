package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The passwords that a run was given, in Ansible's order: those of a vault's own id are tried first, then all others.
///
/// No source is asked before something encrypted is met. Safe for use by several threads.
public final class Keyring {

    /// Whether passwords with another id than the vault's are tried (`ANSIBLE_VAULT_ID_MATCH`).
    enum Matching {
        ANY_ID,
        SAME_ID
    }

    private static final String HOW =
            "give it: --vault-password-file FILE, --vault-id ID@SOURCE or --ask-vault-pass";

    private final List<Key> keys;
    private final Matching matching;

    Keyring(List<Key> keys, Matching matching) {
        this.keys = List.copyOf(keys);
        this.matching = matching;
    }

    /// Opens nothing.
    public static Keyring empty() {
        return new Keyring(List.of(), Matching.ANY_ID);
    }

    /// Whether a text is encrypted, as its first bytes say.
    public static boolean isEncrypted(byte[] text) {
        return Envelope.marks(text);
    }

    /// Looks for damage that shows without a password.
    ///
    /// @throws ProblemException where it is damaged, of an unknown kind, or not encrypted at all
    public static void check(byte[] text, Origin origin) {
        Envelope.parse(text, origin);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /// An encrypted text, opened.
    ///
    /// @param key whose password opened it
    /// @param id that it names itself; empty in format 1.1
    record Opened(byte[] plaintext, Key key, Optional<String> id) {}

    /// What an encrypted text holds.
    ///
    /// @param origin where it begins
    /// @throws ProblemException where it is damaged, or no password opens it; names place and ids
    public byte[] open(byte[] text, Origin origin) {
        return opened(text, origin).plaintext();
    }

    Opened opened(byte[] text, Origin origin) {
        Envelope envelope = Envelope.parse(text, origin);
        String own = envelope.id().orElse(Key.DEFAULT);
        List<Problem> failed = new ArrayList<>();
        List<Key> candidates = candidates(own);
        for (Key key : candidates) {
            try {
                Optional<byte[]> plaintext = VaultCipher.open(envelope, key.password());
                if (plaintext.isPresent()) {
                    return new Opened(plaintext.get(), key, envelope.id());
                }
            } catch (ProblemException e) {
                e.problems().forEach(p -> failed.add(p.where().isEmpty() ? p.at(origin) : p));
            }
        }
        if (!candidates.isEmpty() && failed.size() == candidates.size()) {
            throw new ProblemException(failed);
        }
        failed.addFirst(refusal(envelope.id(), candidates).at(origin));
        throw new ProblemException(failed);
    }

    /// The key to encrypt with: the one of an id, or the only one.
    ///
    /// @throws ProblemException where there is none, or there are several to choose from
    Key sealing(Optional<String> wanted) {
        List<Key> found =
                keys.stream().filter(key -> wanted.map(key.id()::equals).orElse(true)).toList();
        if (found.isEmpty()) {
            throw new ProblemException(
                    wanted.map(id ->
                                    Problem.of(
                                            "no password of vault id " + id + " is given",
                                            "given are: " + names(keys)))
                            .orElseGet(() -> Problem.of("no vault password is given", HOW)));
        }
        if (wanted.isEmpty() && found.size() > 1) {
            throw new ProblemException(
                    Problem.of(
                            "several vault passwords are given: " + names(found),
                            "name the one to encrypt with: --encrypt-vault-id ID"));
        }
        return found.getFirst();
    }

    private List<Key> candidates(String own) {
        List<Key> candidates = new ArrayList<>();
        keys.stream().filter(key -> key.id().equals(own)).forEach(candidates::add);
        switch (matching) {
            case ANY_ID ->
                    keys.stream().filter(key -> !key.id().equals(own)).forEach(candidates::add);
            case SAME_ID -> {}
        }
        return candidates;
    }

    private Problem refusal(Optional<String> id, List<Key> tried) {
        String named = id.map(name -> " with vault id " + name).orElse("");
        if (keys.isEmpty()) {
            return Problem.of("encrypted" + named + ", and no vault password is given", HOW);
        }
        boolean known = tried.stream().anyMatch(key -> key.id().equals(id.orElse(key.id())));
        String ids = tried.isEmpty() ? "none" : names(tried);
        return Problem.of(
                "encrypted" + named + ", and no vault password opens it; ids tried: " + ids,
                known
                        ? "the password is wrong, or the text was changed after it was encrypted"
                        : "give its password: --vault-id " + id.orElse(Key.DEFAULT) + "@SOURCE");
    }

    private static String names(List<Key> keys) {
        return keys.stream().map(Key::id).distinct().collect(Collectors.joining(", "));
    }
}

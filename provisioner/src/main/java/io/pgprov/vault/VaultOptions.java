package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Where the command line and the environment say that passwords of vaults come from.
///
/// The environment is Ansible's: `ANSIBLE_VAULT_IDENTITY_LIST` comes before everything, `ANSIBLE_VAULT_PASSWORD_FILE` after the
/// password files of the command line, `ANSIBLE_VAULT_ID_MATCH` and `ANSIBLE_VAULT_ENCRYPT_IDENTITY` mean what they do there.
///
/// @param ids arguments of `--vault-id`: `ID@SOURCE`, where the source is `prompt`, a file or a script; or a source alone
/// @param passwordFiles arguments of `--vault-password-file`: files, or scripts where they are executable
/// @param asking whether `--ask-vault-pass` was given
public record VaultOptions(List<String> ids, List<String> passwordFiles, Asking asking) {

    /// Whether a password is asked for at the terminal.
    public enum Asking {
        NO,
        YES
    }

    /// What passwords are for: a new one is asked for twice.
    public enum Purpose {
        OPENING,
        SEALING
    }

    /// The account that runs pgprov.
    ///
    /// @param environment value of an environment variable
    /// @param home what `~` means
    public record Surroundings(
            Function<String, Optional<String>> environment, Path home, Prompt prompt) {}

    public VaultOptions {
        ids = List.copyOf(ids);
        passwordFiles = List.copyOf(passwordFiles);
    }

    public static VaultOptions none() {
        return new VaultOptions(List.of(), List.of(), Asking.NO);
    }

    /// The passwords of these options. No source is asked yet.
    ///
    /// @throws ProblemException where a source is none: a file that is not there, an id that cannot be one
    public Keyring keyring(Purpose purpose, Surroundings surroundings) {
        List<Key> keys = new ArrayList<>();
        for (String given : all(surroundings)) {
            int at = given.indexOf('@');
            String id = at > 0 ? given.substring(0, at) : Key.DEFAULT;
            if (!Envelope.isId(id)) {
                throw new ProblemException(
                        Problem.of(
                                "not a vault id: " + id,
                                "an id is a word of ASCII without ;: ID@SOURCE"));
            }
            PasswordSource source =
                    source(id, given.substring(at + 1), purpose, surroundings.home());
            Keyring before = new Keyring(keys, Keyring.Matching.ANY_ID);
            keys.add(new Key(id, () -> password(source, before, surroundings.prompt())));
        }
        if (asking == Asking.YES) {
            PasswordSource prompted =
                    new PasswordSource.Prompted(
                            switch (purpose) {
                                case OPENING -> List.of("Vault password: ");
                                case SEALING ->
                                        List.of(
                                                "New Vault password: ",
                                                "Confirm New Vault password: ");
                            });
            keys.add(new Key(Key.DEFAULT, () -> prompted.read(surroundings.prompt())));
        }
        return new Keyring(keys, matching(surroundings));
    }

    /// The id of the password to encrypt with, where the command line names none.
    static Optional<String> encryptId(Surroundings surroundings) {
        return surroundings.environment().apply("ANSIBLE_VAULT_ENCRYPT_IDENTITY").filter(given());
    }

    private List<String> all(Surroundings surroundings) {
        List<String> all = new ArrayList<>();
        surroundings
                .environment()
                .apply("ANSIBLE_VAULT_IDENTITY_LIST")
                .ifPresent(list ->
                        Arrays.stream(list.split(","))
                                .map(String::strip)
                                .filter(given())
                                .forEach(all::add));
        all.addAll(ids);
        passwordFiles.forEach(file -> all.add(Key.DEFAULT + "@" + file));
        surroundings
                .environment()
                .apply("ANSIBLE_VAULT_PASSWORD_FILE")
                .filter(given())
                .ifPresent(file -> all.add(Key.DEFAULT + "@" + file));
        return all;
    }

    private static Predicate<String> given() {
        return text -> !text.isBlank();
    }

    private static Keyring.Matching matching(Surroundings surroundings) {
        return surroundings
                        .environment()
                        .apply("ANSIBLE_VAULT_ID_MATCH")
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .filter(List.of("1", "true", "yes", "on", "y", "t")::contains)
                        .isPresent()
                ? Keyring.Matching.SAME_ID
                : Keyring.Matching.ANY_ID;
    }

    private static PasswordSource source(String id, String source, Purpose purpose, Path home) {
        return switch (source) {
            case "prompt", "prompt_ask_vault_pass" -> prompted(id, purpose);
            case "" ->
                    throw new ProblemException(
                            Problem.of(
                                    "vault id " + id + " has no source",
                                    "write --vault-id " + id + "@prompt or " + id + "@FILE"));
            default -> file(id, path(source, home));
        };
    }

    private static PasswordSource prompted(String id, Purpose purpose) {
        return new PasswordSource.Prompted(
                switch (purpose) {
                    case OPENING -> List.of("Vault password (" + id + "): ");
                    case SEALING ->
                            List.of(
                                    "New vault password (" + id + "): ",
                                    "Confirm new vault password (" + id + "): ");
                });
    }

    private static PasswordSource file(String id, Path file) {
        if (!Files.exists(file)) {
            throw new ProblemException(
                    Problem.of(
                            "vault password file " + file + " was not found",
                            "it is named by --vault-password-file, --vault-id or ANSIBLE_VAULT_PASSWORD_FILE"));
        }
        if (Files.isDirectory(file)) {
            throw new ProblemException(
                    Problem.of("vault password file " + file + " is a directory", ""));
        }
        if (!Files.isExecutable(file)) {
            return new PasswordSource.Text(file);
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String base = dot > 0 ? name.substring(0, dot) : name;
        return base.endsWith("-client")
                ? new PasswordSource.Client(file, id)
                : new PasswordSource.Script(file);
    }

    private static Path path(String text, Path home) {
        try {
            return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw new ProblemException(Problem.of("not a path: vault password file " + text, ""));
        }
    }

    /// A password file may be a vault itself, of an id that was given before.
    private static byte[] password(PasswordSource source, Keyring before, Prompt prompt) {
        byte[] read = source.read(prompt);
        return source instanceof PasswordSource.Text(Path file) && Keyring.isEncrypted(read)
                ? before.open(read, new Origin(file.toString(), 1))
                : read;
    }
}

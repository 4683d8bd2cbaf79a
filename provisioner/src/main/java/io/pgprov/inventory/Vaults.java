package io.pgprov.inventory;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import io.pgprov.vault.Keyring;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Opens what is encrypted in the files of a run, and records as secrets what it finds there.
///
/// Of a file that is encrypted as a whole, every text and number is recorded, but for variables that have a meaning of their own and
/// are no secrets, such as `pg_version` and `ansible_host`: masking those would make all output useless.
public final class Vaults {

    private static final Vaults NONE =
            new Vaults(Keyring.empty(), new SecretSources(_ -> Optional.empty()), Oddities.REFUSE);

    /// What a template replaces, and the texts that it quotes.
    private static final Pattern TEMPLATE =
            Pattern.compile("\\{([{%#]).*?[}%#]\\}", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    /// Characters from which a piece of a template is worth masking; ` and ` or `://` would be masked everywhere.
    private static final int PIECE = 5;

    private final Keyring keyring;
    private final SecretSources secrets;
    private final Oddities oddities;
    private volatile boolean unread;

    /// @param oddities whether a damaged `!vault` value is refused, although nobody may want to open it
    Vaults(Keyring keyring, SecretSources secrets, Oddities oddities) {
        this.keyring = keyring;
        this.secrets = secrets;
        this.oddities = oddities;
    }

    /// Opens nothing.
    static Vaults none() {
        return NONE;
    }

    static boolean isEncrypted(byte[] content) {
        return Keyring.isEncrypted(content);
    }

    /// What a `!vault` value holds.
    ///
    /// @throws ProblemException where no password opens it
    String open(String text, Origin origin) {
        String value = decoded(keyring.open(text.getBytes(StandardCharsets.UTF_8), origin), origin);
        secrets.note(value);
        return value;
    }

    /// The `!vault` value that stands in a file. Where it is damaged, as far as that can be told without a password, there is
    /// none, and the problems say so.
    Yaml vaulted(String text, Origin origin, List<Problem> problems) {
        try {
            switch (oddities) {
                case REFUSE -> Keyring.check(text.getBytes(StandardCharsets.UTF_8), origin);
                case SKIP -> {}
            }
            return new Yaml.Vaulted(origin, text, () -> open(text, origin));
        } catch (ProblemException e) {
            problems.addAll(e.problems());
            return new Yaml.Empty(origin);
        }
    }

    /// What a file holds that is encrypted as a whole.
    ///
    /// @throws ProblemException where no password opens it
    String text(byte[] content, String name) {
        Origin start = new Origin(name, 1);
        try {
            return TextFile.checked(decoded(keyring.open(content, start), start), name);
        } catch (ProblemException e) {
            unread = true;
            throw e;
        }
    }

    /// Whether there was an encrypted file that could not be read, so that nobody knows which variables are missing.
    boolean hasUnread() {
        return unread;
    }

    /// The text of an encrypted file as YAML. Mistakes in it are not repeated, only their lines.
    YamlDocument document(String text, String name) {
        try {
            YamlDocument document = YamlDocument.parse(text, name, this);
            note(document.root());
            return document;
        } catch (ProblemException e) {
            unread = true;
            throw concealed(e, "valid YAML", name);
        }
    }

    /// The places of mistakes in an encrypted file; a message could quote a secret.
    ///
    /// @param form what the file should be
    static ProblemException concealed(ProblemException found, String form, String name) {
        return new ProblemException(
                found.problems().stream()
                        .map(p ->
                                Problem.of(
                                                "not " + form + " inside this encrypted file",
                                                "the line is that of the decrypted text: pgprov vault edit "
                                                        + name)
                                        .at(p.where()))
                        .distinct()
                        .toList());
    }

    /// Records a variable of an encrypted file.
    void note(Yaml.Entry entry) {
        if (!open(entry)) {
            note(entry.value());
        }
    }

    private void note(Yaml node) {
        switch (node) {
            case Yaml.Mapping mapping -> mapping.entries().forEach(this::note);
            case Yaml.Sequence sequence -> sequence.items().forEach(this::note);
            case Yaml.Text text when text.template() && Templates.isTemplate(text.text()) ->
                    notePieces(text.text());
            case Yaml.Text text -> secrets.note(text.text());
            case Yaml.Number number -> secrets.note(number.written());
            case Yaml.Timestamp time -> secrets.note(time.written());
            case Yaml.Bool _, Yaml.Empty _, Yaml.Vaulted _ -> {}
        }
    }

    /// Whether an entry may be shown although its file is encrypted.
    private static boolean open(Yaml.Entry entry) {
        boolean single =
                switch (entry.value()) {
                    case Yaml.Mapping _, Yaml.Sequence _ -> false;
                    case Yaml _ -> true;
                };
        String name = entry.key();
        boolean ours =
                VariableDefinition.find(name)
                        .map(d -> d.kind() != VariableDefinition.Kind.SECRET)
                        .orElse(false);
        return single && (ours || name.startsWith("ansible_") && !name.contains("pass"));
    }

    /// What a template says itself; what it refers to is recorded where it is defined.
    private void notePieces(String text) {
        Matcher templates = TEMPLATE.matcher(text);
        int end = 0;
        while (templates.find()) {
            notePiece(text.substring(end, templates.start()));
            end = templates.end();
            Matcher quoted = QUOTED.matcher(templates.group());
            while (quoted.find()) {
                notePiece(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
            }
        }
        notePiece(text.substring(end));
    }

    private void notePiece(String piece) {
        if (piece.strip().length() >= PIECE) {
            secrets.note(piece.strip());
        }
    }

    private static String decoded(byte[] content, Origin origin) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.of("what is encrypted here is not UTF-8 text", "").at(origin));
        }
    }
}

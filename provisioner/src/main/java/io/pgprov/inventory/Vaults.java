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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Opens what is encrypted in the files of a run, and records as secrets what it finds there.
///
/// Of a file that is encrypted as a whole, every text and number is recorded, but for variables that have a meaning of their own and
/// are no secrets, such as `pg_version` and `ansible_host`: masking those would make all output useless.
public final class Vaults {

    private static final Vaults NONE =
            new Vaults(Keyring.empty(), new SecretSources(_ -> Optional.empty()));

    /// What a template replaces, and the texts that it quotes.
    private static final Pattern TEMPLATE =
            Pattern.compile("\\{([{%#]).*?[}%#]\\}", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    /// Characters from which a piece of a template is worth masking; ` and ` or `://` would be masked everywhere.
    private static final int PIECE = 5;

    private final Keyring keyring;
    private final SecretSources secrets;

    Vaults(Keyring keyring, SecretSources secrets) {
        this.keyring = keyring;
        this.secrets = secrets;
    }

    /// Opens nothing.
    static Vaults none() {
        return NONE;
    }

    static boolean isEncrypted(byte[] content) {
        return Keyring.isEncrypted(content);
    }

    /// Complains about an encrypted text that is damaged, as far as that can be told without a password.
    static void check(String text, Origin origin) {
        Keyring.check(text.getBytes(StandardCharsets.UTF_8), origin);
    }

    /// What a `!vault` value holds.
    ///
    /// @throws ProblemException where no password opens it
    String open(String text, Origin origin) {
        String value = decoded(keyring.open(text.getBytes(StandardCharsets.UTF_8), origin), origin);
        secrets.note(value);
        return value;
    }

    /// A whole file. Mistakes in what it holds are not repeated, only their lines: a message could quote a secret.
    YamlDocument document(byte[] content, String name) {
        Origin start = new Origin(name, 1);
        String text = decoded(keyring.open(content, start), start);
        try {
            YamlDocument document = YamlDocument.parse(text, name, this);
            note(document.root());
            return document;
        } catch (ProblemException e) {
            throw new ProblemException(
                    e.problems().stream()
                            .map(p ->
                                    Problem.of(
                                                    "not valid YAML inside this encrypted file",
                                                    "the line is that of the decrypted text: pgprov vault edit "
                                                            + name)
                                            .at(p.where()))
                            .distinct()
                            .toList());
        }
    }

    private void note(Yaml node) {
        switch (node) {
            case Yaml.Mapping mapping ->
                    mapping.entries().stream().filter(e -> !open(e)).forEach(e -> note(e.value()));
            case Yaml.Sequence sequence -> sequence.items().forEach(this::note);
            case Yaml.Text text when text.template() && Templates.isTemplate(text.text()) ->
                    notePieces(text.text());
            case Yaml.Text text -> secrets.note(text.text());
            case Yaml.Number number -> secrets.note(number.written());
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

package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// An encrypted text as it is written: Ansible's vault format 1.1, or 1.2 which adds an id.
///
/// A header line `$ANSIBLE_VAULT;1.2;AES256;id`, then lines of 80 hexadecimal digits. They stand for three lines, each
/// hexadecimal again: salt, HMAC and ciphertext ("Ansible Vault payload format 1.1 - 1.2" of Ansible's user guide). The id is
/// a name for a password, and not protected by anything.
///
/// @param id empty in format 1.1
/// @param salt 32 bytes, where Ansible or pgprov made it
/// @param mac HMAC-SHA256 of the ciphertext
record Envelope(Optional<String> id, byte[] salt, byte[] mac, byte[] ciphertext) {

    static final String MAGIC = "$ANSIBLE_VAULT";

    private static final String CIPHER = "AES256";
    private static final int WIDTH = 80;
    private static final int LONGEST_ID = 255;

    /// Whether this is an encrypted text, sound or not.
    static boolean marks(byte[] content) {
        byte[] magic = (MAGIC + ";").getBytes(StandardCharsets.US_ASCII);
        return content.length >= magic.length
                && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
    }

    /// @param origin line of the header
    /// @throws ProblemException where it is none, of an unknown kind, or damaged
    static Envelope parse(byte[] text, Origin origin) {
        int end = lineEnd(text);
        String header = new String(text, 0, end, StandardCharsets.UTF_8).strip();
        String[] parts = header.split(";", -1);
        if (!parts[0].equals(MAGIC) || parts.length < 3) {
            throw problem(
                    "not an encrypted text",
                    new String(text, StandardCharsets.UTF_8).contains("!vault")
                            ? "only values in it are encrypted (!vault); pgprov vault encrypt-string makes new ones"
                            : "it begins with a line such as $ANSIBLE_VAULT;1.1;AES256",
                    origin);
        }
        String version = parts[1].strip();
        boolean known = version.equals("1.1") || version.equals("1.2");
        if (!known || !parts[2].strip().equals(CIPHER)) {
            throw problem(
                    "vault of a kind that is not known: "
                            + printable(version + ";" + parts[2].strip()),
                    "formats 1.1 and 1.2 with AES256 are read; rekey it with a current ansible-vault",
                    origin);
        }
        Optional<String> id =
                parts.length > 3 ? Optional.of(printable(parts[3].strip())) : Optional.empty();
        return body(id.filter(name -> !name.isEmpty()), digits(text, end), origin);
    }

    private static Envelope body(Optional<String> id, byte[] digits, Origin origin) {
        byte[] body = unhex(digits, origin);
        int first = indexOf(body, 0);
        int second = first < 0 ? -1 : indexOf(body, first + 1);
        if (second < 0) {
            throw damaged(origin);
        }
        byte[] salt = unhex(Arrays.copyOfRange(body, 0, first), origin);
        byte[] mac = unhex(Arrays.copyOfRange(body, first + 1, second), origin);
        byte[] ciphertext = unhex(Arrays.copyOfRange(body, second + 1, body.length), origin);
        boolean blocks = ciphertext.length > 0 && ciphertext.length % VaultCipher.BLOCK == 0;
        if (salt.length == 0 || mac.length != VaultCipher.MAC || !blocks) {
            throw damaged(origin);
        }
        return new Envelope(id, salt, mac, ciphertext);
    }

    /// The text, ending in a line break.
    byte[] bytes() {
        HexFormat hex = HexFormat.of();
        String parts =
                String.join(
                        "\n", hex.formatHex(salt), hex.formatHex(mac), hex.formatHex(ciphertext));
        String digits = hex.formatHex(parts.getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder(digits.length() + digits.length() / WIDTH + 100);
        text.append(MAGIC)
                .append(id.map(name -> ";1.2;" + CIPHER + ";" + name).orElse(";1.1;" + CIPHER))
                .append('\n');
        for (int from = 0; from < digits.length(); from += WIDTH) {
            text.append(digits, from, Math.min(from + WIDTH, digits.length())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Whether a name can be an id: it must survive the header line, which Ansible reads as ASCII.
    static boolean isId(String name) {
        return !name.isBlank()
                && name.equals(name.strip())
                && name.length() <= LONGEST_ID
                && name.chars().noneMatch(c -> c == ';' || c < ' ' || c > '~');
    }

    /// Ids are the file's own words, and may be anything.
    private static String printable(String word) {
        StringBuilder text = new StringBuilder();
        word.codePoints()
                .limit(LONGEST_ID)
                .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.toString();
    }

    private static int lineEnd(byte[] text) {
        int end = indexOf(text, 0);
        return end < 0 ? text.length : end;
    }

    private static int indexOf(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Everything after the header but white space, which editors and copying add.
    private static byte[] digits(byte[] text, int from) {
        byte[] digits = new byte[text.length - from];
        int count = 0;
        for (int i = from; i < text.length; i++) {
            if (text[i] != '\n' && text[i] != '\r' && text[i] != ' ' && text[i] != '\t') {
                digits[count++] = text[i];
            }
        }
        return Arrays.copyOf(digits, count);
    }

    private static byte[] unhex(byte[] digits, Origin origin) {
        try {
            return HexFormat.of().parseHex(new String(digits, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            throw damaged(origin);
        }
    }

    private static ProblemException damaged(Origin origin) {
        return problem(
                "damaged vault: it is cut off, or not what was encrypted",
                "restore it, or encrypt it again",
                origin);
    }

    private static ProblemException problem(String what, String hint, Origin origin) {
        return new ProblemException(Problem.of(what, hint).at(origin));
    }
}

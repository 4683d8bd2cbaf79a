package io.pgprov.report;

import io.pgprov.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Replaces every secret value of a run by `(sensitive)`, in whatever text it turns up.
///
/// Secrets do not get into output by design; this is the net below, for what a host echoes in an error. A value is found
/// as it is and in the forms in which programs repeat it: quoted for SQL, conninfo, password files, shell, JSON and XML;
/// URL-encoded; and in base64, also inside a longer encoded text.
///
/// A value of fewer than four characters is masked only where it stands as a word of its own: inside words it would turn
/// output to noise, and the noise would tell the value. A blank value is no secret that could be masked.
public final class Redactor {

    private static final int SHORT = 4;

    /// From this many bytes a fragment of base64 is long enough to occur by the secret alone.
    private static final int BASE64_INSIDE = 6;

    /// A part of a secret of several lines, such as a key, is looked for from this length on; shorter ones are braces and the like.
    private static final int LINE = 4;

    /// The forms of so many secrets. The collection may be a live view to which secrets are added, never taken.
    private record Compiled(int size, SecretForms forms) {}

    private final Collection<Secret> secrets;
    private volatile Compiled compiled;

    private Redactor(Collection<Secret> secrets) {
        this.secrets = secrets;
        this.compiled = new Compiled(secrets.size(), forms(secrets));
    }

    /// @param secrets may be a live view: one that is read later is masked from then on
    public static Redactor of(Collection<Secret> secrets) {
        return new Redactor(secrets);
    }

    private static SecretForms forms(Collection<Secret> secrets) {
        Set<String> words = new LinkedHashSet<>();
        Set<String> texts = new LinkedHashSet<>();
        for (Secret secret : secrets) {
            String value = secret.reveal();
            if (value.isBlank()) {
                continue;
            }
            if (value.codePointCount(0, value.length()) < SHORT) {
                words.add(value);
            } else {
                addForms(value, texts);
                addLines(value, texts);
            }
        }
        return new SecretForms(texts, words);
    }

    /// Masks nothing, for what is said before any secret is known.
    public static Redactor none() {
        return new Redactor(List.of());
    }

    public String redact(String text) {
        Compiled current = compiled;
        if (current.size() != secrets.size()) {
            current = new Compiled(secrets.size(), forms(secrets));
            compiled = current;
        }
        return current.forms().masked(text);
    }

    private static void addForms(String value, Set<String> forms) {
        String backslashed = value.replace("\\", "\\\\");
        String json = json(value);
        forms.addAll(
                List.of(
                        value,
                        value.replace("'", "''"),
                        backslashed,
                        backslashed.replace("'", "\\'"),
                        backslashed.replace("'", "''"),
                        backslashed.replace(":", "\\:"),
                        backslashed.replace("\"", "\\\""),
                        value.replace("\"", "\"\""),
                        value.replace("'", "'\\''"),
                        json,
                        xml(value),
                        Visible.line(value)));
        String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String percent = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        forms.addAll(List.of(form, percent, lowerHex(form), lowerHex(percent)));
        addBase64(value.getBytes(StandardCharsets.UTF_8), forms);
    }

    /// A diff shows a value of several lines line by line.
    private static void addLines(String value, Set<String> forms) {
        List<String> lines = value.lines().map(String::strip).toList();
        if (lines.size() > 1 || value.endsWith("\n")) {
            lines.stream()
                    .filter(line -> line.codePointCount(0, line.length()) >= LINE)
                    .forEach(line -> addForms(line, forms));
        }
    }

    private static String json(String value) {
        StringBuilder text = new StringBuilder();
        value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .chars()
                .forEach(c -> {
                    if (c < ' ' || c > '~') {
                        text.append("\\u%04X".formatted(c));
                    } else {
                        text.append((char) c);
                    }
                });
        return text.toString();
    }

    private static String xml(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String lowerHex(String encoded) {
        return Pattern.compile("%[0-9A-F]{2}")
                .matcher(encoded)
                .replaceAll(m -> m.group().toLowerCase(java.util.Locale.ROOT));
    }

    /// The value encoded alone, and the characters that it always gives inside a longer text: which ones depends on how
    /// many bytes stand before it, modulo three.
    private static void addBase64(byte[] value, Set<String> forms) {
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.encodeToString(value));
            for (int before = 0; before < 3 && value.length >= BASE64_INSIDE; before++) {
                byte[] shifted = new byte[before + value.length];
                System.arraycopy(value, 0, shifted, before, value.length);
                int from = Math.ceilDiv(8 * before, 6);
                int to = 8 * shifted.length / 6;
                forms.add(encoder.encodeToString(shifted).substring(from, to));
            }
        }
    }
}

package io.pgprov.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The secrets of a run in every form in which a program may repeat them, to be looked for everywhere.
final class Needles {

    /// How a libpq password file holds a value: the one form that may be found, in that file.
    static final String PASSWORD_FILE = "password-file";

    private final Map<String, String> forms = new LinkedHashMap<>();

    /// @param name of the secret, in finds: a word
    Needles with(String name, String secret) {
        String backslashed = secret.replace("\\", "\\\\");
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        add(name, PASSWORD_FILE, backslashed.replace(":", "\\:"));
        add(name, "raw", secret);
        add(name, "sql", secret.replace("'", "''"));
        add(name, "escape", backslashed.replace("'", "''"));
        add(name, "conninfo", backslashed.replace("'", "\\'"));
        add(name, "shell", secret.replace("'", "'\\''"));
        add(name, "json", backslashed.replace("\"", "\\\""));
        add(name, "url", url.replace("+", "%20"));
        add(name, "form", url);
        add(name, "base64", base64(secret));
        add(name, "base64-line", base64(secret + "\n"));
        return this;
    }

    private void add(String name, String form, String text) {
        forms.putIfAbsent(name + "/" + form, text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String find(String name, String form) {
        return name + "/" + form;
    }

    /// The forms that a text holds, by name.
    List<String> in(String text) {
        List<String> found = new ArrayList<>();
        forms.forEach((name, form) -> {
            if (text.contains(form)) {
                found.add(name);
            }
        });
        return found;
    }

    /// For `lab/secrets.pl`.
    String lines() {
        StringBuilder lines = new StringBuilder();
        forms.forEach((name, form) ->
                lines.append(name)
                        .append(' ')
                        .append(HexFormat.of().formatHex(form.getBytes(StandardCharsets.UTF_8)))
                        .append('\n'));
        return lines.toString();
    }
}

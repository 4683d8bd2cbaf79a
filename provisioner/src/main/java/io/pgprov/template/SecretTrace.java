package io.pgprov.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Follows secrets through the expressions of one rendering: what an expression makes of one, such as a part of it, is a secret
/// too.
///
/// Not followed are numbers and Booleans, text of fewer than four characters, text that the expression itself quotes, and of a map
/// that is read from a secret the entries that no name marks as secret: `user` and `port` would be masked everywhere.
final class SecretTrace {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i)pass|pwd|secret|token|key|credential|private|dsn|ur[il]");

    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

    private final SecretSources secrets;
    private boolean met;

    SecretTrace(SecretSources secrets) {
        this.secrets = secrets;
    }

    /// A value that the expression uses.
    Object using(Object value) {
        met |= holdsSecret(value);
        return value;
    }

    /// Evaluates an expression, and notes what it makes of secrets.
    Object following(String expression, Supplier<Object> evaluation) {
        boolean outer = met;
        met = false;
        Object value = evaluation.get();
        if (met) {
            note(expression, value);
        }
        met |= outer;
        return value;
    }

    /// A message about an expression, without what it quotes where that may be a part of a secret.
    String message(String message) {
        return met ? QUOTED.matcher(message).replaceAll("(sensitive)") : message;
    }

    private boolean holdsSecret(Object value) {
        return switch (value) {
            case String text -> secrets.isWithin(text);
            case List<?> list -> list.stream().anyMatch(this::holdsSecret);
            // others are read when they are asked for, such as hostvars
            case LinkedHashMap<?, ?> map -> map.values().stream().anyMatch(this::holdsSecret);
            default -> false;
        };
    }

    private void note(String expression, Object value) {
        switch (value) {
            case String text
                    when text.length() >= SecretSources.SHORTEST && !expression.contains(text) ->
                    secrets.note(text);
            case List<?> list -> list.forEach(item -> note(expression, item));
            case Map<?, ?> map -> map.forEach((key, item) -> note(expression, key, item));
            case null, default -> {}
        }
    }

    private void note(String expression, Object key, Object value) {
        boolean nested = value instanceof List<?> || value instanceof Map<?, ?>;
        if (nested || key instanceof String name && SECRET_NAME.matcher(name).find()) {
            note(expression, value);
        }
    }
}

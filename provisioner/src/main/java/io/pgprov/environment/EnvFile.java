package io.pgprov.environment;

import io.pgprov.model.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Env files as `docker run --env-file` reads them: one `NAME=value` per line, no quoting, no escapes, `#` only at the start of a line
/// (docker/cli, `pkg/kvfile`).
public final class EnvFile {

    /// Longest line that Docker's scanner takes, in bytes (Go's `bufio.MaxScanTokenSize`, its line break included).
    private static final int LONGEST_LINE = (64 << 10) - 2;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private EnvFile() {}

    static List<Given> parse(String text, String name, Remarks remarks) {
        List<Given> variables = new ArrayList<>();
        String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        int number = 0;
        for (String line : body.split("\n", -1)) {
            number++;
            Origin origin = new Origin(name, number);
            variable(withoutReturn(line), origin, remarks).ifPresent(variables::add);
        }
        return variables;
    }

    private static Optional<Given> variable(String line, Origin origin, Remarks remarks) {
        String stripped = line.stripLeading();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return Optional.empty();
        }
        int equals = stripped.indexOf('=');
        String name = equals < 0 ? stripped : stripped.substring(0, equals);
        if (name.isEmpty()) {
            remarks.error(origin, "no name before the =", "write NAME=value");
        } else if (name.startsWith("export ")) {
            remarks.error(origin, "an env file has no export", "write NAME=value only");
        } else if (name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
            // The line may be the second of a secret, so that it is not repeated.
            remarks.error(
                    origin,
                    "blanks in a name, or before the =",
                    "write NAME=value; a value cannot go on in a second line");
        } else if (equals < 0) {
            remarks.error(
                    origin,
                    Names.shown(name) + " has no value: Docker takes it from where it is run",
                    "write NAME=value; a value cannot go on in a second line");
        } else {
            String value = stripped.substring(equals + 1);
            if (isQuoted(value)) {
                remarks.warning(
                        origin,
                        Names.shown(name) + ": the quotes are part of the value, as in docker run",
                        "remove them if they are not meant; Compose's env_file takes them off");
            }
            return Optional.of(new Given(name, value, origin));
        }
        return Optional.empty();
    }

    private static boolean isQuoted(String value) {
        char first = value.isEmpty() ? ' ' : value.charAt(0);
        return value.length() > 1 && (first == '"' || first == '\'') && value.endsWith("" + first);
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /// Says which of these cannot stand in an env file.
    static void check(List<Given> variables, Remarks remarks) {
        for (Given variable : variables) {
            String value = variable.value();
            if (!Names.isPossible(variable.name())) {
                remarks.error(
                        variable.origin(),
                        "a name that Docker does not take",
                        "no blanks, no =, no control characters, and no # at its start");
            } else if (value.indexOf('\0') >= 0) {
                remarks.error(variable.origin(), broken(variable, "a NUL byte"), "");
            } else if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
                remarks.error(
                        variable.origin(),
                        broken(variable, "a line break"),
                        "an env file has one line for each variable; a block written with | ends in"
                                + " a line break, |- does not");
            } else if (bytes(variable.name() + "=" + value) > LONGEST_LINE) {
                remarks.error(
                        variable.origin(),
                        Names.shown(variable.name()) + " is longer than Docker reads from a file",
                        "pass it by -e, or by a file");
            }
        }
    }

    /// In the words of the contract.
    private static String broken(Given variable, String what) {
        return Names.shown(variable.name()) + " must not contain " + what;
    }

    private static int bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    /// The lines of these variables.
    public static String text(List<Given> variables) {
        StringBuilder text = new StringBuilder();
        variables.forEach(v -> text.append(v.name()).append('=').append(v.value()).append('\n'));
        return text.toString();
    }
}

package io.pgprov.environment;

import java.util.regex.Pattern;

/// Names of variables in messages.
final class Names {

    /// How variables are named. What looks otherwise may be a line of a secret that was broken up, such as a key.
    private static final Pattern USUAL = Pattern.compile("[A-Z][A-Z0-9]*(?:_+[A-Za-z0-9]+)*");

    private static final int LONGEST = 63;

    private Names() {}

    static boolean isUsual(String name) {
        return name.length() <= LONGEST && USUAL.matcher(name).matches();
    }

    /// Whether a line of an env file can begin with it, and is read as this name.
    static boolean isPossible(String name) {
        return !name.isEmpty()
                && !name.startsWith("#")
                && !name.startsWith("\uFEFF")
                && name.codePoints()
                        .noneMatch(c ->
                                c == '='
                                        || Character.isISOControl(c)
                                        || Character.isWhitespace(c)
                                        || Character.isSpaceChar(c));
    }

    /// The name, or that there is one.
    static String shown(String name) {
        return isUsual(name) ? name : "a variable of an unusual name";
    }
}

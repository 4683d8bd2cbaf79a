package io.pgprov.template;

/// What a name without a value gives. It may be asked whether it is defined and be given a default; every other use is an
/// error, except of what an `x if y` without `else` gives, which prints as nothing, as in Jinja.
///
/// @param expression as written: `hosts.pg1`
/// @param why more than "undefined", or empty
/// @param line where it is named
record Undefined(String expression, String why, int line, Kind kind) {

    enum Kind {
        STRICT,
        NO_ELSE
    }

    static Undefined of(String expression, String why, int line) {
        return new Undefined(expression, why, line, Kind.STRICT);
    }

    static Undefined noElse(int line) {
        return new Undefined("an `if` without `else`", "", line, Kind.NO_ELSE);
    }

    boolean strict() {
        return kind == Kind.STRICT;
    }

    TemplateFault fault() {
        return new TemplateFault(
                "undefined: " + expression + (why.isEmpty() ? "" : ", " + why),
                "define it, or give it a default: " + expression + " | default('')",
                line);
    }

    /// The value itself, unless it is undefined.
    static Object refuse(Object value) {
        if (value instanceof Undefined undefined && undefined.strict()) {
            throw undefined.fault();
        }
        return value;
    }
}

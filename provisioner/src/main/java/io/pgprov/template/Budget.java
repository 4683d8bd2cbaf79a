package io.pgprov.template;

/// What one rendering may use, so that no template can keep pgprov busy or fill its memory.
final class Budget {

    /// Characters of one rendered text.
    static final int CHARACTERS = 1 << 24;

    /// Rounds of all loops, and calls.
    private static final int STEPS = 200_000;

    /// Macros and recursive loops within each other.
    private static final int DEPTH = 50;

    private int steps;
    private int depth;

    void step() {
        steps++;
        if (steps > STEPS) {
            throw new TemplateFault("the template does not come to an end: 200000 steps");
        }
    }

    void enter() {
        step();
        depth++;
        if (depth > DEPTH) {
            throw new TemplateFault("macros or loops call each other without an end");
        }
    }

    void leave() {
        depth--;
    }

    static void check(StringBuilder out) {
        if (out.length() > CHARACTERS) {
            throw new TemplateFault("the rendered text is longer than 16 million characters");
        }
    }
}

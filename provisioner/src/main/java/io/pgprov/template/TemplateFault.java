package io.pgprov.template;

/// Something that a template does and must not. [Rendering] turns it into a problem with file and line.
final class TemplateFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;
    private final int line;

    TemplateFault(String what) {
        this(what, "");
    }

    TemplateFault(String what, String hint) {
        this(what, hint, 0);
    }

    /// @param line of the template, from 1; 0: the one that is being rendered
    TemplateFault(String what, String hint, int line) {
        super(what, null, false, false);
        this.hint = hint;
        this.line = line;
    }

    String hint() {
        return hint;
    }

    int line() {
        return line;
    }
}

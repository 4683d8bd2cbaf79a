package io.pgprov.template;

/// A piece of a template: text, or what is inside of `{{ }}` or `{% %}`.
record TemplatePart(Kind kind, Clause clause) {

    enum Kind {
        TEXT,
        PRINT,
        TAG
    }
}

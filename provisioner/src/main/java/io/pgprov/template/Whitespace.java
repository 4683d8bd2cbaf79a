package io.pgprov.template;

/// What a lexer does about white space and backslashes.
///
/// @param trimBlocks whether the line break after a block tag or comment is dropped
/// @param lstripBlocks whether white space before a block tag that begins a line is dropped
/// @param backslashes what a backslash means in a string of a `{{ }}`
record Whitespace(boolean trimBlocks, boolean lstripBlocks, Backslashes backslashes) {

    /// In a template file `'\n'` is a line break; in a value of a YAML file, where YAML has its own, it is two characters.
    /// Both as in Ansible.
    enum Backslashes {
        ESCAPE,
        LITERAL
    }

    static Whitespace ofFiles() {
        return new Whitespace(true, false, Backslashes.ESCAPE);
    }

    static Whitespace ofValues() {
        return new Whitespace(true, false, Backslashes.LITERAL);
    }
}

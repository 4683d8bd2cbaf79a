package io.pgprov.model;

/// Where in the user's files something stands.
///
/// @param file path as the user gave it, or a name such as `-e` or `built-in playbook native.yml`
/// @param line from 1, or 0 where the whole file is meant
public record Origin(String file, int line) implements Comparable<Origin> {

    /// What pgprov itself decides, without a file.
    public static Origin builtIn(String what) {
        return new Origin(what, 0);
    }

    @Override
    public int compareTo(Origin other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}

package io.pgprov.template;

/// Jinja's `none`: a variable that is there and holds nothing, which is not the same as one that is undefined.
public enum None {
    NONE;

    @Override
    public String toString() {
        return "None";
    }
}

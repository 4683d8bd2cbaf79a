package io.pgprov.model;

/// Something that is wrong, where, and what to do about it.
///
/// `what` is lower case and without a final period; `where` is a place such as `inventory.yml:14, host pg3` or a host; `hint`
/// is the next step. `where` and `hint` may be empty.
public record Problem(String what, String where, String hint) {

    public static Problem of(String what, String hint) {
        return new Problem(what, "", hint);
    }

    public Problem at(String place) {
        return new Problem(what, place, hint);
    }

    public Problem at(Origin origin) {
        return at(origin.toString());
    }

    public Problem at(HostName host) {
        return at("host " + host);
    }

    public Problem at(Origin origin, HostName host) {
        return at(origin + ", host " + host);
    }

    /// The three lines in which a problem is shown.
    public String text() {
        StringBuilder text = new StringBuilder("error: ").append(what);
        if (!where.isEmpty()) {
            text.append("\nat:    ").append(where);
        }
        if (!hint.isEmpty()) {
            text.append("\nhint:  ").append(hint);
        }
        return text.toString();
    }
}

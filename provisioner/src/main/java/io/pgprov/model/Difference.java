package io.pgprov.model;

/// One line or text that differs between what is wanted and what is there. Never holds a secret.
public sealed interface Difference {

    /// One value. `before` is empty where there was none.
    ///
    /// @param why where the wanted value comes from, or empty: `25 % of 4 GB memory`
    record Value(String name, String before, String after, String why) implements Difference {}

    /// A text, shown as a unified diff. `before` is empty where there was none.
    record Text(String name, String before, String after) implements Difference {}

    /// Something that changes and is not shown.
    record Hidden(String name) implements Difference {}

    /// The same, with the paths of a host that keeps things in these directories.
    default Difference in(Directories directories) {
        return switch (this) {
            case Value(String name, String before, String after, String why) ->
                    new Value(name, directories.resolve(before), directories.resolve(after), why);
            case Text(String name, String before, String after) ->
                    new Text(directories.resolve(name), before, after);
            case Hidden(String name) -> new Hidden(directories.resolve(name));
        };
    }
}

package io.pgprov.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// A command that is a family of commands, such as `pgprov vault encrypt`.
///
/// @param examples command lines
@Command
record CommandFamily(List<Member> members, List<String> examples) {

    /// One of them.
    ///
    /// @param aliases other names that work, and are not shown
    record Member(
            String name, List<String> aliases, String summary, Function<Context, Object> maker) {

        Member(String name, String summary, Function<Context, Object> maker) {
            this(name, List.of(), summary, maker);
        }
    }

    CommandFamily {
        members = List.copyOf(members);
        examples = List.copyOf(examples);
    }

    /// What stands at the end of its help.
    String[] footer() {
        return Stream.concat(Stream.of("", "Examples:"), examples.stream().map(e -> "  " + e))
                .toArray(String[]::new);
    }
}

package io.pgprov.cli;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;

/// A command that is a family of commands, such as `pgprov vault encrypt`.
@Command
record CommandFamily(List<Member> members) {

    /// One of them.
    ///
    /// @param aliases other names that work, and are not shown
    record Member(
            String name, List<String> aliases, String summary, Function<Context, Object> maker) {}
}

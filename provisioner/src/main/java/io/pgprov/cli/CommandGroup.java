package io.pgprov.cli;

import java.util.List;

/// A command that does nothing by itself, and has commands below it: `pgprov inventory list`.
interface CommandGroup {

    /// A command below: its name, what it is for in one sentence, and what runs it.
    record Member(String name, String summary, Object command) {}

    List<Member> members();
}

package io.pgprov.cli;

import io.pgprov.cli.CommandFamily.Member;
import java.util.List;

/// The commands of `pgprov template`, with one member so far.
final class TemplateCommands {

    private TemplateCommands() {}

    static CommandFamily family() {
        return new CommandFamily(
                List.of(
                        new Member(
                                "render",
                                "Print a template as it is rendered with these variables.",
                                TemplateRenderCommand::new)),
                List.of("pgprov template render patroni.yml.j2 --vars all.yml -e pg_port=5433"));
    }
}

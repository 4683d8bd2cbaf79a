package io.pgprov.cli;

/// What every command needs from outside: where it prints, and the stages it names.
record Context(Terminal terminal, Workflow.Factory workflows) {}

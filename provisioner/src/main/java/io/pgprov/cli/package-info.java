/// The command line: commands, options, exit codes, what is printed where.
///
/// In: arguments. Out: text on standard output, problems on standard error, an exit code. Each command names the stages of the
/// pipeline in order and nothing else; the stages are behind [io.pgprov.cli.Workflow], so that no command's class refers to a
/// library that starts slowly.
package io.pgprov.cli;

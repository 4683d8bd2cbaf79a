package io.pgprov.ssh.config;

import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The client configuration of an account: `~/.ssh/config` and `/etc/ssh/ssh_config`, or the one file that was named instead.
///
/// The rules are OpenSSH's: of each keyword the first value wins, options of the command line before the user's file before the
/// system's. Safe for use by many threads; files are read anew for each host, because which of their lines count depends on it.
public final class SshConfig {

    private static final Path SYSTEM = Path.of("/etc/ssh/ssh_config");

    private final Account account;
    private final Optional<Path> file;

    /// @param file read instead of the usual ones; a path that ends in `none` alone means no file at all
    public SshConfig(Account account, Optional<Path> file) {
        this.account = account;
        this.file = file;
    }

    /// What is in effect for a host.
    ///
    /// @param host the name as a person would give it to `ssh`
    /// @param options as with `ssh -o`: `Port=2222`; they win over files
    /// @throws ProblemException with every mistake in the files
    public HostConfig resolve(String host, List<String> options) {
        Values values = new Values();
        ConfigReader first = read(host, host, options, values, MatchLine.Pass.FIRST);
        String name = hostName(host, values);
        if (values.one(Keyword.CANONICALIZEHOSTNAME).filter(v -> !v.equals("false")).isPresent()) {
            throw new ProblemException(
                    values.problem(
                            Keyword.CANONICALIZEHOSTNAME,
                            "CanonicalizeHostname is not supported",
                            "set it to no for this host, and use full names"));
        }
        if (first.wantsFinal()) {
            values.replace(Keyword.HOSTNAME, List.of(name));
            read(name, host, options, values, MatchLine.Pass.FINAL);
        }
        values.replace(Keyword.HOSTNAME, List.of(name));
        values.first(Keyword.USER, List.of(account.user()));
        return finished(host, values);
    }

    private ConfigReader read(
            String pattern,
            String argument,
            List<String> options,
            Values values,
            MatchLine.Pass pass) {
        ConfigReader.Names names =
                new ConfigReader.Names() {
                    @Override
                    public MatchLine.Names now(Values so) {
                        return names(argument, so, pass);
                    }

                    @Override
                    public String pattern() {
                        return pattern;
                    }
                };
        ConfigReader reader = new ConfigReader(account, values, names, pass);
        options.forEach(reader::option);
        if (file.isEmpty()) {
            reader.file(account.home().resolve(".ssh/config"), ConfigReader.Place.USER);
            reader.file(SYSTEM, ConfigReader.Place.SYSTEM);
        } else if (!file.get().toString().equals("none")) {
            reader.required(file.get());
        }
        if (!reader.problems().isEmpty()) {
            throw new ProblemException(reader.problems());
        }
        return reader;
    }

    private MatchLine.Names names(String argument, Values values, MatchLine.Pass pass) {
        String user = values.one(Keyword.USER).orElse(account.user());
        String host = values.one(Keyword.HOSTNAME).orElse(argument);
        if (pass == MatchLine.Pass.FIRST) {
            try {
                host = named(argument, values);
            } catch (Tokens.Unknown _) {
                // Reported once all lines are read.
            }
        }
        String alias = values.one(Keyword.HOSTKEYALIAS).orElse(argument);
        String port = values.one(Keyword.PORT).orElse("22");
        return new MatchLine.Names(
                host,
                argument,
                user,
                values.one(Keyword.TAG).orElse(""),
                Tokens.of(account, argument, host, port, user, alias));
    }

    private String hostName(String host, Values values) {
        try {
            return canonical(named(host, values));
        } catch (Tokens.Unknown e) {
            throw new ProblemException(
                    values.problem(
                            Keyword.HOSTNAME,
                            "HostName of " + host + ": " + e.getMessage(),
                            "%h is the only token there"));
        }
    }

    /// What HostName makes of a name. Without one there are no tokens in it: `%` stands before the zone of an address.
    private String named(String host, Values values) throws Tokens.Unknown {
        Optional<String> given = values.one(Keyword.HOSTNAME);
        return given.isEmpty() ? host : Tokens.ofName(account, host).expand(given.get());
    }

    /// Names in lower case, addresses in their one spelling.
    private static String canonical(String name) {
        return Addresses.parse(name)
                .map(Addresses::text)
                .orElseGet(() -> name.toLowerCase(Locale.ROOT));
    }

    private HostConfig finished(String host, Values values) {
        String name = values.one(Keyword.HOSTNAME).orElseThrow();
        values.one(Keyword.HOSTKEYALIAS)
                .ifPresent(alias ->
                        values.replace(
                                Keyword.HOSTKEYALIAS, List.of(alias.toLowerCase(Locale.ROOT))));
        Tokens tokens =
                Tokens.of(
                        account,
                        host,
                        name,
                        values.one(Keyword.PORT).orElse("22"),
                        values.one(Keyword.USER).orElseThrow(),
                        values.one(Keyword.HOSTKEYALIAS).orElse(host));
        boolean usual =
                !values.has(Keyword.USERKNOWNHOSTSFILE)
                        || values.all(Keyword.USERKNOWNHOSTSFILE)
                                .equals(List.of("~/.ssh/known_hosts"));
        boolean dns = !values.one(Keyword.VERIFYHOSTKEYDNS).orElse("false").equals("false");
        values.first(Keyword.UPDATEHOSTKEYS, List.of(Boolean.toString(usual && !dns)));
        values.first(
                Keyword.USERKNOWNHOSTSFILE,
                List.of(Keyword.USERKNOWNHOSTSFILE.standard().split(" ")));
        for (Keyword keyword :
                List.of(Keyword.CONTROLPATH, Keyword.IDENTITYAGENT, Keyword.USERKNOWNHOSTSFILE)) {
            expand(keyword, values, tokens);
        }
        expandCommand(values, tokens);
        return new HostConfig(host, file, account, values, tokens);
    }

    private void expand(Keyword keyword, Values values, Tokens tokens) {
        List<String> expanded = new ArrayList<>();
        for (String text : values.all(keyword)) {
            try {
                expanded.add(tokens.expandAll(text.startsWith("~") ? home(text) : text));
            } catch (Tokens.Unknown e) {
                throw new ProblemException(
                        values.problem(
                                keyword, keyword.label() + " " + text + ": " + e.getMessage(), ""));
            }
        }
        if (!expanded.isEmpty()) {
            values.replace(keyword, expanded);
        }
    }

    private String home(String text) throws Tokens.Unknown {
        return account.path(text)
                .map(Path::toString)
                .orElseThrow(() -> new Tokens.Unknown("there is no such home directory"));
    }

    private static void expandCommand(Values values, Tokens tokens) {
        values.one(Keyword.REMOTECOMMAND)
                .filter(Values::isOne)
                .ifPresent(command -> {
                    try {
                        values.replace(Keyword.REMOTECOMMAND, List.of(tokens.expand(command)));
                    } catch (Tokens.Unknown e) {
                        throw new ProblemException(
                                values.problem(
                                        Keyword.REMOTECOMMAND,
                                        "RemoteCommand: " + e.getMessage(),
                                        ""));
                    }
                });
    }
}

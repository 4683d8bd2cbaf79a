package io.pgprov.ssh.config;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The settings that are in effect for one host. Made by [SshConfig].
public final class HostConfig {

    /// OpenSSH's own order, of those that exist here.
    private static final String WAYS = "publickey,keyboard-interactive,password";

    private static final long LONGEST_TIMEOUT = 86_400;

    private final String argument;
    private final Optional<Path> file;
    private final Account account;
    private final Values values;
    private final Tokens tokens;

    /// @param values with user, name of the host and port filled in
    HostConfig(
            String argument, Optional<Path> file, Account account, Values values, Tokens tokens) {
        this.argument = argument;
        this.file = file;
        this.account = account;
        this.values = values;
        this.tokens = tokens;
    }

    /// The configuration that was named instead of the usual ones.
    public Optional<Path> file() {
        return file;
    }

    /// The name or address to connect to.
    public String host() {
        return values.effective(Keyword.HOSTNAME);
    }

    public int port() {
        return Integer.parseInt(values.effective(Keyword.PORT));
    }

    public String user() {
        return values.effective(Keyword.USER);
    }

    /// Whether a keyword has this value, as it is printed.
    public boolean is(String keyword, String value) {
        return Keyword.named(keyword).map(values::effective).filter(value::equals).isPresent();
    }

    /// The name under which the host stands in known_hosts, where that is not its own; in lower case.
    public Optional<String> hostKeyAlias() {
        return given(Keyword.HOSTKEYALIAS);
    }

    /// Key files that lines name, in order; empty where none does. `none` is no file.
    public List<Path> identityFiles() {
        return paths(values.all(Keyword.IDENTITYFILE));
    }

    /// Whether lines name key files, be it `none`.
    public boolean namesIdentities() {
        return values.has(Keyword.IDENTITYFILE);
    }

    public List<Path> certificateFiles() {
        return paths(values.all(Keyword.CERTIFICATEFILE));
    }

    /// Whether only keys of [#identityFiles] are tried, of an agent too.
    public boolean identitiesOnly() {
        return is("identitiesonly", "yes");
    }

    /// The ways to log in that may be tried, in this order and under the names of the protocol, others than pgprov's too:
    /// `PreferredAuthentications` without those that are switched off. `BatchMode` takes away those that would ask for a password.
    public List<String> authentications() {
        return Stream.of(given(Keyword.PREFERREDAUTHENTICATIONS).orElse(WAYS).split(","))
                .filter(way ->
                        switch (way) {
                            case "publickey" -> !is("pubkeyauthentication", "false");
                            case "keyboard-interactive" ->
                                    asks() && is("kbdinteractiveauthentication", "yes");
                            case "password" -> asks() && is("passwordauthentication", "yes");
                            default -> true;
                        })
                .distinct()
                .toList();
    }

    private boolean asks() {
        return is("batchmode", "no")
                && Integer.parseInt(values.effective(Keyword.NUMBEROFPASSWORDPROMPTS)) > 0;
    }

    /// What keyboard-interactive is to ask with, with commas; empty for what the host likes.
    public String keyboardDevices() {
        return values.effective(Keyword.KBDINTERACTIVEDEVICES);
    }

    /// The socket of the agent: `IdentityAgent`, or else `SSH_AUTH_SOCK`; empty where there is none.
    public Optional<Path> agent() {
        String given = given(Keyword.IDENTITYAGENT).orElse("SSH_AUTH_SOCK");
        if (given.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        if (given.equals("SSH_AUTH_SOCK")) {
            return account.environment().apply("SSH_AUTH_SOCK").flatMap(account::path);
        }
        if (given.startsWith("$")) {
            return account.environment().apply(given.substring(1)).flatMap(account::path);
        }
        return account.path(given);
    }

    /// Files with known host keys, the user's first.
    public List<Path> knownHosts() {
        return Stream.concat(userKnownHosts().stream(), globalKnownHosts().stream()).toList();
    }

    /// The user's own, the first of which new keys go to; `/dev/null`, which keeps none, is no file.
    public List<Path> userKnownHosts() {
        return paths(values.all(Keyword.USERKNOWNHOSTSFILE)).stream()
                .filter(file -> !file.equals(Path.of("/dev/null")))
                .toList();
    }

    private List<Path> globalKnownHosts() {
        return paths(values.effectiveAll(Keyword.GLOBALKNOWNHOSTSFILE));
    }

    /// A file of keys that must not be accepted. What can be no file is one that is missing, and so revokes every key.
    public Optional<Path> revokedKeys() {
        return given(Keyword.REVOKEDHOSTKEYS)
                .filter(Values::isOne)
                .map(text -> whole(text).orElse(Path.of("/", text)));
    }

    /// The command that would print host keys.
    public Optional<String> knownHostsCommand() {
        return given(Keyword.KNOWNHOSTSCOMMAND).filter(Values::isOne);
    }

    /// The hosts on the way, nearest to us first.
    public List<JumpHost> jumps() {
        return given(Keyword.PROXYJUMP)
                .filter(Values::isOne)
                .flatMap(JumpHost::list)
                .orElse(List.of());
    }

    /// Says that the hosts on the way cannot be used, at the line that names them.
    public Problem jumpProblem(String what, String hint) {
        return values.problem(Keyword.PROXYJUMP, what, hint);
    }

    /// The command to talk through instead of a TCP connection, its tokens replaced.
    ///
    /// @throws ProblemException where a name would mean something to the shell that runs it
    public Optional<String> proxyCommand() {
        Optional<String> command = given(Keyword.PROXYCOMMAND).filter(Values::isOne);
        return jumps().isEmpty() ? command.map(this::forShell) : Optional.empty();
    }

    /// Whether commands of the configuration may run.
    public Account.Commands commands() {
        return account.commands();
    }

    /// The name or address of this machine to connect from.
    public Optional<String> bindAddress() {
        return given(Keyword.BINDADDRESS);
    }

    /// The interface to connect from.
    public Optional<String> bindInterface() {
        return given(Keyword.BINDINTERFACE);
    }

    /// Of the TCP connection, at most a day; empty where no line says. Zero, which is no limit to ssh, says nothing: no wait is without
    /// one.
    public Optional<Duration> connectTimeout() {
        return given(Keyword.CONNECTTIMEOUT)
                .filter(Values::isOne)
                .map(Long::parseLong)
                .filter(seconds -> seconds > 0)
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, LONGEST_TIMEOUT)));
    }

    /// Pause between questions to a silent host; empty where no line asks for any.
    public Optional<Duration> aliveInterval() {
        return given(Keyword.SERVERALIVEINTERVAL)
                .filter(text -> Values.isOne(text) && !text.equals("0"))
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    /// How many of them may stay unanswered.
    public int aliveCount() {
        return Integer.parseInt(values.effective(Keyword.SERVERALIVECOUNTMAX));
    }

    /// Smallest RSA key in bits.
    public int leastRsaBits() {
        return Integer.parseInt(values.effective(Keyword.REQUIREDRSASIZE));
    }

    /// What lines say of algorithms (`ciphers`, `macs`, `kexalgorithms`, `hostkeyalgorithms`, `casignaturealgorithms`): a list, or
    /// one to add (`+`), to take away (`-`) or to put first (`^`).
    public Optional<String> algorithms(String keyword) {
        return Keyword.named(keyword).flatMap(this::given);
    }

    /// As `ssh -G` prints it, without the keywords that have no effect on pgprov.
    public String text() {
        return new Printout(argument, values, jumps()).text();
    }

    private Optional<String> given(Keyword keyword) {
        return values.one(keyword);
    }

    /// @throws ProblemException where one is in a home directory that there is not: no file may be passed over
    private List<Path> paths(List<String> texts) {
        return texts.stream().filter(Values::isOne).map(this::path).toList();
    }

    private Path path(String text) {
        return whole(text)
                .orElseThrow(() ->
                        new ProblemException(
                                Problem.of(
                                        "the SSH configuration names a file that cannot be: "
                                                + text,
                                        "write its whole path")));
    }

    private Optional<Path> whole(String text) {
        return account.path(text).map(path -> expanded(path.toString())).flatMap(account::path);
    }

    private String forShell(String command) {
        try {
            return tokens.expandForShell(command);
        } catch (Tokens.Unknown e) {
            throw new ProblemException(
                    values.problem(
                            Keyword.PROXYCOMMAND,
                            "ProxyCommand cannot run: " + e.getMessage(),
                            ""));
        }
    }

    private String expanded(String text) {
        try {
            return tokens.expandAll(text);
        } catch (Tokens.Unknown _) {
            return text;
        }
    }
}

package io.pgprov.ssh.config;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The settings that are in effect for one host. Made by [SshConfig].
public final class HostConfig {

    /// The key files that ssh tries by itself, of the kinds that can be used from a file here.
    private static final List<String> USUAL =
            List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ed25519");

    /// OpenSSH's own order, of those that exist here.
    private static final String WAYS = "publickey,keyboard-interactive,password";

    private final String argument;
    private final Account account;
    private final Values values;
    private final Tokens tokens;

    /// @param values with user, name of the host and port filled in
    HostConfig(String argument, Account account, Values values, Tokens tokens) {
        this.argument = argument;
        this.account = account;
        this.values = values;
        this.tokens = tokens;
    }

    /// The name or address to connect to.
    public String host() {
        return one(Keyword.HOSTNAME);
    }

    public int port() {
        return Integer.parseInt(one(Keyword.PORT));
    }

    public String user() {
        return one(Keyword.USER);
    }

    /// Whether a keyword has this value, as it is printed.
    public boolean is(String keyword, String value) {
        return Keyword.named(keyword).map(this::one).filter(value::equals).isPresent();
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
        return is("batchmode", "no") && Integer.parseInt(one(Keyword.NUMBEROFPASSWORDPROMPTS)) > 0;
    }

    /// What keyboard-interactive is to ask with, with commas; empty for what the host likes.
    public String keyboardDevices() {
        return one(Keyword.KBDINTERACTIVEDEVICES);
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

    /// The user's own, the first of which new keys go to.
    public List<Path> userKnownHosts() {
        return paths(values.all(Keyword.USERKNOWNHOSTSFILE));
    }

    private List<Path> globalKnownHosts() {
        return paths(list(Keyword.GLOBALKNOWNHOSTSFILE));
    }

    /// A file of keys that must not be accepted.
    public Optional<Path> revokedKeys() {
        return given(Keyword.REVOKEDHOSTKEYS).filter(HostConfig::isOne).flatMap(account::path);
    }

    /// The command that would print host keys.
    public Optional<String> knownHostsCommand() {
        return given(Keyword.KNOWNHOSTSCOMMAND).filter(HostConfig::isOne);
    }

    /// The hosts on the way, nearest to us first.
    public List<JumpHost> jumps() {
        return given(Keyword.PROXYJUMP)
                .filter(HostConfig::isOne)
                .flatMap(JumpHost::list)
                .orElse(List.of());
    }

    /// The command to talk through instead of a TCP connection, its tokens replaced.
    ///
    /// @throws ProblemException where a name would mean something to the shell that runs it
    public Optional<String> proxyCommand() {
        Optional<String> command = given(Keyword.PROXYCOMMAND).filter(HostConfig::isOne);
        return jumps().isEmpty() ? command.map(this::forShell) : Optional.empty();
    }

    /// Whether commands of the configuration may run.
    public Account.Commands commands() {
        return account.commands();
    }

    /// Of the TCP connection; empty where no line says.
    public Optional<Duration> connectTimeout() {
        return given(Keyword.CONNECTTIMEOUT)
                .filter(HostConfig::isOne)
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    /// Pause between questions to a silent host; empty where no line asks for any.
    public Optional<Duration> aliveInterval() {
        return given(Keyword.SERVERALIVEINTERVAL)
                .filter(text -> isOne(text) && !text.equals("0"))
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    /// How many of them may stay unanswered.
    public int aliveCount() {
        return Integer.parseInt(one(Keyword.SERVERALIVECOUNTMAX));
    }

    /// Smallest RSA key in bits.
    public int leastRsaBits() {
        return Integer.parseInt(one(Keyword.REQUIREDRSASIZE));
    }

    /// What lines say of algorithms (`ciphers`, `macs`, `kexalgorithms`, `hostkeyalgorithms`, `casignaturealgorithms`): a list, or
    /// one to add (`+`), to take away (`-`) or to put first (`^`).
    public Optional<String> algorithms(String keyword) {
        return Keyword.named(keyword).flatMap(this::given);
    }

    /// As `ssh -G` prints it, without the keywords that have no effect on pgprov.
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("host " + argument);
        for (Keyword keyword : Keyword.values()) {
            lines.addAll(lines(keyword));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> lines(Keyword keyword) {
        return switch (keyword.form()) {
            case EACH, ONCE_EACH ->
                    (keyword == Keyword.IDENTITYFILE && !namesIdentities() ? USUAL : list(keyword))
                            .stream().map(value -> keyword.label() + " " + value).toList();
            case LIST -> {
                List<String> all = list(keyword);
                yield List.of(
                        keyword.label() + " " + (all.isEmpty() ? "none" : String.join(" ", all)));
            }
            case JUMP -> jumps().isEmpty() ? List.of() : List.of(jumpLine());
            case HIDDEN_WORD, HIDDEN_REST, BLOCK, IGNORED -> List.of();
            case WORD, NUMBER, TIME, CHOICE, REST -> {
                boolean shown = keyword != Keyword.PROXYCOMMAND || jumps().isEmpty();
                String value = one(keyword);
                yield value.isEmpty() || !shown || clearedByNone(keyword, value)
                        ? List.of()
                        : List.of(keyword.label() + " " + value);
            }
        };
    }

    /// Only the last one is taken apart; what stands before it is printed as it was given.
    private String jumpLine() {
        String given = one(Keyword.PROXYJUMP);
        int last = given.lastIndexOf(',');
        return "proxyjump " + given.substring(0, last + 1) + jumps().getLast().text();
    }

    private static boolean clearedByNone(Keyword keyword, String value) {
        return !isOne(value)
                && switch (keyword) {
                    case LOCALCOMMAND,
                            REMOTECOMMAND,
                            PROXYCOMMAND,
                            CONTROLPATH,
                            REVOKEDHOSTKEYS,
                            PKCS11PROVIDER,
                            KNOWNHOSTSCOMMAND ->
                            true;
                    default -> false;
                };
    }

    private static boolean isOne(String value) {
        return !value.equalsIgnoreCase("none");
    }

    private Optional<String> given(Keyword keyword) {
        return values.one(keyword);
    }

    private String one(Keyword keyword) {
        return given(keyword).orElse(keyword.standard());
    }

    private List<String> list(Keyword keyword) {
        List<String> given = values.all(keyword);
        if (!given.isEmpty() || keyword.standard().isEmpty()) {
            return given.size() == 1
                            && keyword.form() == Keyword.Form.LIST
                            && !isOne(given.getFirst())
                    ? List.of()
                    : given;
        }
        return isOne(keyword.standard()) ? Arrays.asList(keyword.standard().split(" ")) : List.of();
    }

    private List<Path> paths(List<String> texts) {
        return texts.stream()
                .filter(HostConfig::isOne)
                .flatMap(text -> account.path(text).stream())
                .map(path -> account.path(expanded(path.toString())).orElse(path))
                .toList();
    }

    private String forShell(String command) {
        try {
            return tokens.expandForShell(command);
        } catch (Tokens.Unknown e) {
            throw new ProblemException(
                    Problem.of("ProxyCommand cannot run: " + e.getMessage(), ""));
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

package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import io.pgprov.model.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.TransportException;

/// Why a connection could not be opened.
final class ConnectFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /// Whether trying again soon may help.
    enum Retry {
        NO,
        /// A host that is just booting refuses.
        BRIEFLY,
        /// sshd drops connections at random while too many are logging in (MaxStartups).
        PATIENTLY;

        /// How many times in all to try.
        int tries() {
            return switch (this) {
                case NO -> 1;
                case BRIEFLY -> 3;
                case PATIENTLY -> 8;
            };
        }
    }

    /// Where the settings of a jump host are.
    private static final String CONFIGURED = "of its Host lines in the SSH configuration";

    private static final String PASSPHRASE_HINT =
            "give the right passphrase, or add the key to ssh-agent";

    /// Which host it is that cannot be reached.
    private enum Met {
        AT_THE_HOST,
        ON_THE_WAY
    }

    private final transient Problem problem;
    private final Retry retry;
    private final Met met;

    /// The next step where the host is one on the way to others: no variable of an inventory is about it.
    private final String jumpHint;

    ConnectFailure(Problem problem, Retry retry) {
        this(problem, retry, Met.AT_THE_HOST, problem.hint());
    }

    private ConnectFailure(Problem problem, Retry retry, Met met, String jumpHint) {
        super(problem.what());
        this.problem = problem;
        this.retry = retry;
        this.met = met;
        this.jumpHint = jumpHint;
    }

    private ConnectFailure orOnTheWay(String hint) {
        return new ConnectFailure(problem, retry, met, hint);
    }

    /// The same as it is told of a host behind this one. All of them share the connection that failed, whichever asked for it
    /// first.
    ///
    /// @param settings of the host behind
    ConnectFailure before(ConnectionSettings settings) {
        String what =
                switch (met) {
                    case AT_THE_HOST -> "jump host " + jump(settings) + ": " + problem.what();
                    case ON_THE_WAY -> problem.what();
                };
        return new ConnectFailure(
                Problem.of(what, jumpHint).at(settings.host()), retry, Met.ON_THE_WAY, jumpHint);
    }

    /// The last host on the way, as ProxyJump names it.
    private static String jump(ConnectionSettings settings) {
        return settings.ssh().jumps().getLast().host();
    }

    Problem problem() {
        return problem;
    }

    Retry retry() {
        return retry;
    }

    /// Whether trying again does not help.
    boolean isFinal() {
        return retry == Retry.NO;
    }

    static ConnectFailure fatal(ConnectionSettings settings, String what, String hint) {
        return new ConnectFailure(
                Problem.of(Printable.of(what), hint).at(settings.host()), Retry.NO);
    }

    /// A failure of TCP, or of the handshake after the server's greeting.
    static ConnectFailure of(ConnectionSettings settings, IOException e) {
        String place = settings.address() + " port " + settings.port();
        String ssh = "try `" + SshCommand.of(settings) + "`";
        if (caused(e, UnknownHostException.class)) {
            return fatal(
                            settings,
                            "the name " + settings.address() + " cannot be resolved",
                            "correct ansible_host, or try `getent hosts "
                                    + settings.address()
                                    + "`")
                    .orOnTheWay(
                            "correct ProxyJump, or HostName "
                                    + CONFIGURED
                                    + ", or try `getent hosts "
                                    + settings.address()
                                    + "`");
        }
        if (e instanceof ConnectException && String.valueOf(e.getMessage()).contains("refused")) {
            return new ConnectFailure(
                    Problem.of(
                                    "nothing listens on " + place + " (connection refused)",
                                    "is sshd running there? " + ssh)
                            .at(settings.host()),
                    Retry.BRIEFLY);
        }
        if (caused(e, SocketTimeoutException.class) || caused(e, TimeoutException.class)) {
            return fatal(
                    settings,
                    place + " did not answer within " + seconds(settings) + " s",
                    "is the host up, and no firewall in between? " + ssh);
        }
        if (e instanceof NoRouteToHostException) {
            return fatal(settings, "there is no route to " + place, "check ansible_host; " + ssh)
                    .orOnTheWay("check ProxyJump, or HostName " + CONFIGURED + "; " + ssh);
        }
        if (e instanceof TransportException transport
                && (transport.getDisconnectReason() == DisconnectReason.KEY_EXCHANGE_FAILED
                        || String.valueOf(e.getMessage()).contains("reach a settlement"))) {
            String lists =
                    String.valueOf(e.getMessage())
                            .replaceFirst(
                                    "^Unable to reach a settlement of (\\w+): (.*) and (.*)$",
                                    "of $1 pgprov may use $2, the server has $3");
            return fatal(
                    settings,
                    "no common algorithm with the SSH server on " + place + ": " + lists,
                    (ClientConfig.restricted(settings.ssh())
                                    ? "widen KexAlgorithms, HostKeyAlgorithms, Ciphers or MACs of the"
                                            + " SSH configuration for this host, or "
                                    : "")
                            + "allow curve25519-sha256, aes128-gcm@openssh.com and ssh-ed25519 or"
                            + " rsa-sha2-512 in its sshd_config");
        }
        return fatal(settings, "no connection to " + place + ": " + e.getMessage(), ssh);
    }

    /// The host on the way is reached, and does not reach this one.
    static ConnectFailure jump(ConnectionSettings settings, IOException e) {
        String way = settings.jump().map(SshCommand::of).orElse("ssh");
        return fatal(
                settings,
                "jump host "
                        + jump(settings)
                        + " does not reach "
                        + settings.address()
                        + " port "
                        + settings.port()
                        + ": "
                        + e.getMessage(),
                "does it resolve that name, and allow forwarding (AllowTcpForwarding)? try `"
                        + way
                        + "` and from there ssh");
    }

    /// The server closed the connection, or said nothing, before its greeting.
    static ConnectFailure ungreeted(ConnectionSettings settings, IOException e) {
        if (caused(e, SocketTimeoutException.class)
                || e instanceof TransportException transport
                        && transport.getDisconnectReason()
                                == DisconnectReason.PROTOCOL_VERSION_NOT_SUPPORTED) {
            return of(settings, e);
        }
        return new ConnectFailure(
                Problem.of(
                                "the server on "
                                        + settings.address()
                                        + " port "
                                        + settings.port()
                                        + " closed the connection before greeting",
                                "is it sshd, and does it allow this address? raise MaxStartups where"
                                        + " many log in at once; try `"
                                        + SshCommand.of(settings)
                                        + "`")
                        .at(settings.host()),
                Retry.PATIENTLY);
    }

    /// The host answers no more while a login is under way.
    static ConnectFailure silent(ConnectionSettings settings) {
        return fatal(
                settings,
                "logging in did not end in time",
                "try `" + SshCommand.of(settings) + "`");
    }

    /// There is no key, and no password that may be tried.
    ///
    /// @param reasons why not, as far as they are known
    static ConnectFailure keyless(ConnectionSettings settings, List<String> reasons) {
        String what =
                "there is no key to log in with"
                        + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
        if (wrongPassphrase(reasons)) {
            return fatal(settings, what, PASSPHRASE_HINT);
        }
        if (!settings.ssh().authentications().contains(PublicKeyLogin.NAME)) {
            String allow =
                    "allow keys for this host in the SSH configuration (PubkeyAuthentication,"
                            + " PreferredAuthentications)";
            return fatal(settings, what, allow + ", or give ansible_password").orOnTheWay(allow);
        }
        String add = "add one to ssh-agent, or name a key file with --private-key or";
        return fatal(settings, what, add + " ansible_ssh_private_key_file")
                .orOnTheWay(add + " IdentityFile " + CONFIGURED);
    }

    private static boolean wrongPassphrase(List<String> reasons) {
        return reasons.stream().anyMatch(reason -> reason.endsWith(KeyFile.WRONG_PASSPHRASE));
    }

    /// @param offered ways in that the host offers
    /// @param reasons why keys could not even be tried, and what else is known
    static ConnectFailure login(
            ConnectionSettings settings, Collection<String> offered, List<String> reasons) {
        StringBuilder what =
                new StringBuilder("the host does not let user ")
                        .append(settings.user())
                        .append(" in");
        if (!offered.isEmpty()) {
            what.append(" (it accepts ").append(String.join(", ", offered)).append(")");
        }
        reasons.forEach(reason -> what.append("; ").append(reason));
        if (wrongPassphrase(reasons)) {
            return fatal(settings, what.toString(), PASSPHRASE_HINT);
        }
        String keyHint =
                settings.password().isPresent()
                        ? "check ansible_password"
                        : "put the public key into ~"
                                + settings.user()
                                + "/.ssh/authorized_keys there";
        String ssh = "; try `" + SshCommand.of(settings) + "`";
        return fatal(settings, what.toString(), "check ansible_user; " + keyHint + ssh)
                .orOnTheWay(
                        "check ProxyJump, or User and IdentityFile "
                                + CONFIGURED
                                + "; "
                                + keyHint
                                + ssh);
    }

    private static String seconds(ConnectionSettings settings) {
        return Long.toString(settings.connectTimeout().toSeconds());
    }

    /// Whether a failure is of this kind, or was brought about by one.
    static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}

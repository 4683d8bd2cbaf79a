package io.pgprov.ssh;

import io.pgprov.inventory.ConnectionSettings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.userauth.UserAuth;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;

/// One login: in the ways that the SSH configuration lets be tried, in its order, and of these only those that the host offers.
final class Login {

    /// Milliseconds that one way may take once the host has proved its key; PAM is slow where it asks the network.
    static final int DEADLINE = 30_000;

    /// The same where a person is asked for a passphrase meanwhile: as long as sshd waits (LoginGraceTime of sshd_config).
    private static final int ATTENDED_DEADLINE = 120_000;

    private final ConnectionSettings settings;
    private final PrivateKeys privateKeys;
    private final Optional<LoginPassword> password;
    private final List<AuthMethod> methods;
    private final List<String> unanswered = new ArrayList<>();
    private boolean passwordRefused;

    private Login(ConnectionSettings settings, PrivateKeys privateKeys) {
        this.settings = settings;
        this.privateKeys = privateKeys;
        this.password = settings.password().map(LoginPassword::new);
        this.methods =
                settings.ssh().authentications().stream()
                        .flatMap(name -> named(name).stream())
                        .toList();
    }

    /// @throws ConnectFailure where there is nothing to log in with
    static Login of(ConnectionSettings settings, PrivateKeys privateKeys) throws ConnectFailure {
        Login login = new Login(settings, privateKeys);
        if (login.methods.isEmpty()) {
            throw ConnectFailure.keyless(settings, login.reasons());
        }
        return login;
    }

    private List<AuthMethod> named(String name) {
        return switch (name) {
            case PublicKeyLogin.NAME ->
                    privateKeys.keys(settings).stream()
                            .<AuthMethod>map(PublicKeyLogin::new)
                            .toList();
            case KeyboardLogin.NAME ->
                    password
                            .<AuthMethod>map(
                                    p -> new KeyboardLogin(p, settings.ssh().keyboardDevices()))
                            .stream()
                            .toList();
            case PasswordLogin.NAME ->
                    password.<AuthMethod>map(PasswordLogin::new).stream().toList();
            default -> List.of();
        };
    }

    /// Why it did not work, as far as this side knows.
    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (settings.ssh().authentications().contains(PublicKeyLogin.NAME)) {
            reasons.addAll(privateKeys.unusable(settings));
        } else {
            reasons.add("the SSH configuration lets no key be tried");
        }
        reasons.addAll(unanswered);
        if (passwordRefused) {
            reasons.add("it does not accept the password");
        }
        if (password.isPresent() && methods.stream().allMatch(PublicKeyLogin.class::isInstance)) {
            reasons.add("the SSH configuration lets no password be tried");
        }
        return reasons;
    }

    /// Logs in.
    ///
    /// @throws ConnectFailure where the host does not let us
    void run(SSHClient client) throws ConnectFailure {
        UserAuth auth = client.getUserAuth();
        List<AuthMethod> left = withQuestion();
        try {
            for (Optional<AuthMethod> next = next(left, auth.getAllowedMethods());
                    next.isPresent();
                    next = next(left, auth.getAllowedMethods())) {
                left.remove(next.get());
                boolean blind = auth.getAllowedMethods().isEmpty();
                if (accepted(client, auth, next.get())) {
                    return;
                }
                if (blind && isTooEarly(auth, next.get())) {
                    left.addFirst(next.get());
                }
            }
        } catch (IOException e) {
            if (ConnectFailure.caused(e, TimeoutException.class)) {
                throw ConnectFailure.silent(settings);
            }
        }
        throw ConnectFailure.login(settings, auth.getAllowedMethods(), reasons());
    }

    /// Before the first way that gives a password away stands one that only asks what the host offers.
    private List<AuthMethod> withQuestion() {
        List<AuthMethod> all = new ArrayList<>(methods);
        methods.stream()
                .filter(Login::isPassword)
                .findFirst()
                .ifPresent(first -> all.add(all.indexOf(first), new AuthNone()));
        return all;
    }

    /// A host that wants another way before a key has not looked at the key.
    private static boolean isTooEarly(UserAuth auth, AuthMethod method) {
        return method instanceof PublicKeyLogin
                && !auth.hadPartialSuccess()
                && !auth.getAllowedMethods().isEmpty()
                && !auth.getAllowedMethods().contains(method.getName());
    }

    /// The first that the host offers, as things stand: one that it takes only after another is not lost. Before it has said what it
    /// offers, keys are shown, which costs nothing; a password is for a host that says it takes one.
    ///
    /// @param offered empty as long as the host has not said
    private Optional<AuthMethod> next(List<AuthMethod> left, Collection<String> offered) {
        return left.stream()
                .filter(method ->
                        offered.isEmpty()
                                ? !isPassword(method)
                                : offered.contains(method.getName()))
                .filter(method -> !isPassword(method) || !given())
                .findFirst();
    }

    /// A way that ends in a mistake is not the end: the next one may work.
    private boolean accepted(SSHClient client, UserAuth auth, AuthMethod method)
            throws IOException {
        method.setLoggerFactory(client.getTransport().getConfig().getLoggerFactory());
        boolean before = auth.hadPartialSuccess();
        try {
            boolean accepted =
                    auth.authenticate(
                            settings.user(),
                            (Service) client.getConnection(),
                            method,
                            privateKeys.mayAsk(settings) ? ATTENDED_DEADLINE : DEADLINE);
            passwordRefused |=
                    !accepted
                            && given()
                            && isPassword(method)
                            && auth.hadPartialSuccess() == before;
            return accepted;
        } catch (Unanswered e) {
            unanswered.add(e.getMessage());
            return false;
        } catch (UserAuthException e) {
            if (ConnectFailure.caused(e, TimeoutException.class)) {
                throw e;
            }
            if (ConnectFailure.caused(e, SocketTimeoutException.class)) {
                unanswered.add("the agent that is to sign: " + e.getMessage());
            }
            return false;
        }
    }

    private boolean given() {
        return password.map(LoginPassword::given).orElse(false);
    }

    private static boolean isPassword(AuthMethod method) {
        return method instanceof KeyboardLogin || method instanceof PasswordLogin;
    }
}

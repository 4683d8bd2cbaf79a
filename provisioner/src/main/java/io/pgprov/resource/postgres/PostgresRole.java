package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A database role with its attributes and its password, to be asked for on the primary alone.
///
/// Every attribute is managed, so that one gained by hand is drift. The password is compared with the stored SCRAM
/// verifier; an MD5 hash or no password is drift. Nothing but a new verifier is ever sent to the host.
///
/// @param name at most 63 bytes, not starting with `pg_`
/// @param attributes what it may do
/// @param password clear text
public record PostgresRole(String name, RoleAttributes attributes, Secret password)
        implements Resource<PostgresRole.Observed> {

    /// What was seen of the role.
    public sealed interface Observed {
        record ServerDown() implements Observed {}

        record Absent() implements Observed {}

        /// @param expires whether its password is valid for a limited time only
        /// @param verifier the stored password, empty where there is none
        record Present(RoleAttributes attributes, boolean expires, Secret verifier)
                implements Observed {}
    }

    public static PostgresRole from(Arguments arguments) {
        String name = arguments.text("name");
        Secret password = arguments.secret("password");
        RoleAttributes attributes =
                new RoleAttributes(
                        arguments.flag("login", Truth.TRUE),
                        arguments.flag("replication", Truth.FALSE),
                        arguments.flag("superuser", Truth.FALSE),
                        arguments.flag("createdb", Truth.FALSE),
                        arguments.flag("createrole", Truth.FALSE),
                        arguments.flag("inherit", Truth.TRUE),
                        arguments.flag("bypassrls", Truth.FALSE),
                        arguments.number("connection_limit", -1));
        arguments.finish();
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > 63) {
            throw arguments.problem("a role name has 1 to 63 bytes: " + name, "choose another");
        }
        if (name.startsWith("pg_") || name.equals("public") || name.equals("none")) {
            throw arguments.problem("PostgreSQL reserves the role name " + name, "choose another");
        }
        if (hasControlCharacter(name) || hasControlCharacter(password.reveal())) {
            throw arguments.problem(
                    "the name or password of role "
                            + name.replaceAll("\\p{Cntrl}", "?")
                            + " holds a line break or NUL",
                    "is a file's last line break part of it?");
        }
        if (password.reveal().isEmpty()) {
            throw arguments.problem("the password of role " + name + " is empty", "set one");
        }
        return new PostgresRole(name, attributes, password);
    }

    @Override
    public Address address() {
        return new Address("postgres_role", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("postgres_role_probe", name), PostgresRole::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.ServerDown() -> NotRunning.verdict(view, List.of(creation()));
            case Observed.Absent() -> Verdict.drift(creation());
            case Observed.Present present -> Verdict.of(alterations(present));
        };
    }

    private Change creation() {
        List<Difference> differences = new ArrayList<>();
        attributes
                .words()
                .forEach((attribute, word) ->
                        differences.add(new Difference.Value(attribute, "", word, "")));
        differences.add(new Difference.Hidden("password"));
        return Change.create(
                        address(),
                        call("postgres_role_create")
                                .withHidden(ScramVerifier.create(name, password).reveal()))
                .differing(differences);
    }

    private List<Change> alterations(Observed.Present present) {
        List<Difference> differences =
                new ArrayList<>(present.attributes().differences(attributes));
        if (present.expires()) {
            differences.add(new Difference.Value("valid until", "limited", "infinity", ""));
        }
        String verifier = "";
        if (!ScramVerifier.matches(present.verifier(), password)) {
            differences.add(new Difference.Hidden("password"));
            verifier = ScramVerifier.create(name, password).reveal();
        }
        if (differences.isEmpty()) {
            return List.of();
        }
        ShellCall call = call("postgres_role_alter").withHidden(verifier);
        return List.of(Change.update(address(), call).differing(differences));
    }

    private ShellCall call(String function) {
        return ShellCall.of(
                function,
                name,
                String.join(" ", attributes.keywords()),
                Integer.toString(attributes.connectionLimit()));
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r');
    }

    private static Observed observed(Reply reply) {
        String[] fields = reply.out().replace("\n", "").split("\t", -1);
        return switch (fields[0]) {
            case "down" -> new Observed.ServerDown();
            case "absent" -> new Observed.Absent();
            case "present" -> present(fields);
            default -> throw new Probe.UnreadableReply("not the state of a role");
        };
    }

    private static Observed.Present present(String[] fields) {
        if (fields.length != 11) {
            throw new Probe.UnreadableReply("not the state of a role");
        }
        RoleAttributes attributes =
                new RoleAttributes(
                        fields[1].equals("t"),
                        fields[2].equals("t"),
                        fields[3].equals("t"),
                        fields[4].equals("t"),
                        fields[5].equals("t"),
                        fields[6].equals("t"),
                        fields[7].equals("t"),
                        Integer.parseInt(fields[8]));
        return new Observed.Present(attributes, fields[9].equals("t"), new Secret(fields[10]));
    }
}

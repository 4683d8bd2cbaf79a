package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Secret;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A password file of libpq for the `postgres` account (PostgreSQL manual, 34.16): owner `postgres`, mode 0600, because libpq
/// ignores any other. It is pgprov's alone: of two lines that match, libpq takes the first, so none of another's is kept.
///
/// @param path absolute; may hold markers of [io.pgprov.shell.PlatformDirectory]
/// @param entries in the order in which libpq tries them; none where the file is one secret and nothing else
/// @param secret the whole file, for programs that take a secret so; empty where there are entries
public record PasswordFile(String path, List<Entry> entries, Optional<Secret> secret)
        implements Resource<FileState> {

    static final String MARKER = "managed by pgprov";

    private static final FileAttributes ATTRIBUTES =
            new FileAttributes("postgres", "postgres", "0600");

    /// One line. `*` in a field other than the password stands for anything.
    public record Entry(String host, String port, String database, String user, Secret password) {

        /// The line: only backslash and colon are special in it, and a backslash is put before each.
        String line() {
            return String.join(
                    ":",
                    escaped(host),
                    escaped(port),
                    escaped(database),
                    escaped(user),
                    escaped(password.reveal()));
        }

        private static String escaped(String text) {
            return text.replace("\\", "\\\\").replace(":", "\\:");
        }
    }

    public PasswordFile {
        entries = List.copyOf(entries);
    }

    public static PasswordFile from(Arguments arguments) {
        String path = Paths.absolute(arguments, "path");
        List<Entry> entries = new ArrayList<>();
        for (Arguments item : arguments.list("entries")) {
            Entry entry =
                    new Entry(
                            item.text("host", "*"),
                            item.text("port", "*"),
                            item.text("database", "*"),
                            item.text("user", "*"),
                            item.secret("password"));
            if (entry.line().chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
                throw item.problem("a password file cannot hold a line break or NUL", "");
            }
            item.finish();
            entries.add(entry);
        }
        Optional<Secret> secret = arguments.optionalSecret("secret");
        arguments.finish();
        if (entries.isEmpty() == secret.isEmpty()) {
            throw arguments.problem(
                    "password_file needs entries, or a secret",
                    "add at least one entry, or the secret that is the whole file");
        }
        return new PasswordFile(path, entries, secret);
    }

    @Override
    public Address address() {
        return new Address("password_file", path);
    }

    @Override
    public Probe<FileState> probe() {
        return new Probe<>(ShellCall.of("password_file_probe", path, MARKER), FileState::read);
    }

    @Override
    public Verdict diff(FileState observed, View view) {
        return switch (observed) {
            case FileState.Absent() ->
                    Verdict.drift(
                            Change.create(address(), write(observed))
                                    .differing(List.of(new Difference.Hidden("passwords"))));
            case FileState.Symlink _, FileState.Other _ ->
                    new Verdict.Refused(
                            FileState.inTheWay(view.facts().directories().resolve(path), observed));
            case FileState.Plain plain -> compared(plain);
        };
    }

    private Verdict compared(FileState.Plain plain) {
        List<Difference> differences = new ArrayList<>(ATTRIBUTES.differences(plain.attributes()));
        if (!plain.holds(content())) {
            differences.add(new Difference.Hidden("passwords"));
            return Verdict.drift(
                    Change.update(address(), write(plain))
                            .differing(differences)
                            .costing(
                                    plain.marked() || secret.isPresent()
                                            ? Impact.NONE
                                            : Impact.TAKEOVER));
        }
        return differences.isEmpty()
                ? Verdict.inSync()
                : Verdict.drift(
                        Change.update(address(), ShellCall.of("password_file_attributes", path))
                                .differing(differences));
    }

    private ShellCall write(FileState seen) {
        return ShellCall.of("password_file_write", path, seen.seen()).withHidden(content());
    }

    private String content() {
        if (secret.isPresent()) {
            return secret.get().reveal();
        }
        StringBuilder text = new StringBuilder("# " + MARKER + ": changes by hand are lost\n");
        entries.forEach(entry -> text.append(entry.line()).append('\n'));
        return text.toString();
    }
}

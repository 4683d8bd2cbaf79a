package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Content;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A repository of Debian packages: a file of its own in deb822 form (sources.list(5)), and its package lists fetched.
///
/// Only signed repositories are supported. A repository whose lists cannot be fetched is taken out again, because it would make every
/// later `apt-get update` of the host fail.
///
/// @param name file name without ending, in `/etc/apt/sources.list.d`
/// @param uri where it is
/// @param suite such as `bookworm-pgdg`; may depend on facts
/// @param components such as `main`
/// @param trust where the key comes from
public record AptRepository(
        String name, String uri, Content suite, List<String> components, Trust trust)
        implements Resource<AptRepository.Observed> {

    private static final String MARKER = "# managed by pgprov";

    /// The key that the repository must be signed with.
    public sealed interface Trust {
        /// A key file that is on the host, or will be once an earlier task has installed its package.
        record OnHost(String path) implements Trust {}

        /// An ASCII-armoured key, which is put on the host.
        record Given(String key) implements Trust {}
    }

    /// @param fetched whether package lists of it are on the host
    /// @param key file of a given key; empty where the key is the host's own
    public record Observed(boolean fetched, Optional<FileState> key, FileState file) {}

    public AptRepository {
        components = List.copyOf(components);
    }

    public static AptRepository from(Arguments arguments) {
        String name = arguments.text("name");
        // sources.list(5): other characters make apt ignore the file
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw arguments.problem(
                    "not a name of an apt_repository: " + name,
                    "use letters, digits, '_', '-' and '.'");
        }
        String uri = oneWord(arguments, arguments.text("uri"));
        Content suite = arguments.content("suite");
        List<String> components = arguments.texts("components");
        Optional<String> signedBy = arguments.optionalText("signed_by");
        Optional<String> key = arguments.optionalText("key");
        arguments.finish();
        components.forEach(component -> oneWord(arguments, component));
        if (signedBy.isPresent() == key.isPresent()) {
            throw arguments.problem(
                    "apt_repository needs one of signed_by and key",
                    "name the key file on the host, or give the key");
        }
        Trust trust =
                key.<Trust>map(Trust.Given::new)
                        .orElseGet(() -> new Trust.OnHost(oneWord(arguments, signedBy.get())));
        return new AptRepository(name, uri, suite, components, trust);
    }

    private static String oneWord(Arguments arguments, String text) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
            throw arguments.problem("not one word: '" + text + "'", "");
        }
        return text;
    }

    @Override
    public Address address() {
        return new Address("apt_repository", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(
                ShellCall.of("apt_repository_probe", file(), keyFile()), AptRepository::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        String wanted = content(view);
        Optional<FileState> inTheWay =
                Optional.of(observed.file())
                        .filter(AptRepository::unusable)
                        .or(() -> observed.key().filter(AptRepository::unusable));
        if (inTheWay.isPresent()) {
            String path = inTheWay.get() == observed.file() ? file() : keyFile();
            return new Verdict.Refused(FileState.inTheWay(path, inTheWay.get()));
        }
        List<Difference> differences = new ArrayList<>();
        boolean foreign = false;
        if (!(observed.file() instanceof FileState.Plain plain)) {
            differences.add(new Difference.Text(file(), "", wanted));
        } else if (!plain.holds(wanted)) {
            differences.add(new Difference.Text(file(), plain.content(), wanted));
            foreign = !plain.content().startsWith(MARKER);
        }
        if (!keyInPlace(observed)) {
            differences.add(new Difference.Hidden("key"));
        }
        if (differences.isEmpty() && !observed.fetched()) {
            differences.add(new Difference.Value("package lists", "not fetched", "fetched", ""));
        }
        if (differences.isEmpty()) {
            return Verdict.inSync();
        }
        Change change =
                observed.file() instanceof FileState.Absent
                        ? Change.create(address(), write(observed, wanted))
                        : Change.update(address(), write(observed, wanted));
        return Verdict.drift(
                change.differing(differences).costing(foreign ? Impact.TAKEOVER : Impact.NONE));
    }

    private static boolean unusable(FileState state) {
        return switch (state) {
            case FileState.Absent(), FileState.Plain _ -> false;
            case FileState.Symlink _, FileState.Other _ -> true;
        };
    }

    private boolean keyInPlace(Observed observed) {
        return switch (trust) {
            case Trust.OnHost _ -> true;
            case Trust.Given(String key) ->
                    observed.key()
                            .filter(state ->
                                    state instanceof FileState.Plain plain && plain.holds(key))
                            .isPresent();
        };
    }

    private ShellCall write(Observed observed, String wanted) {
        String keySeen = observed.key().map(FileState::seen).orElse("");
        String key = trust instanceof Trust.Given(String text) ? text : "";
        return ShellCall.of(
                "apt_repository_write",
                file(),
                observed.file().seen(),
                wanted,
                keyFile(),
                keySeen,
                key);
    }

    private String file() {
        return "/etc/apt/sources.list.d/" + name + ".sources";
    }

    private String keyFile() {
        return switch (trust) {
            case Trust.OnHost _ -> "";
            case Trust.Given _ -> "/etc/apt/keyrings/pgprov-" + name + ".asc";
        };
    }

    private String content(View view) {
        String signedBy =
                switch (trust) {
                    case Trust.OnHost(String path) -> path;
                    case Trust.Given _ -> keyFile();
                };
        StringBuilder text = new StringBuilder(MARKER + ": changes by hand are lost\n");
        text.append("Types: deb\nURIs: ").append(uri);
        text.append("\nSuites: ").append(suite.render(view).strip());
        if (!components.isEmpty()) {
            text.append("\nComponents: ").append(String.join(" ", components));
        }
        return text.append("\nSigned-By: ").append(signedBy).append('\n').toString();
    }

    private static Observed observed(Reply reply) {
        String[] parts = reply.out().split("\n", 3);
        if (parts.length < 3) {
            throw new Probe.UnreadableReply("too short: " + reply.word());
        }
        Optional<FileState> key =
                parts[1].equals("nokey")
                        ? Optional.empty()
                        : Optional.of(FileState.read(parts[1] + "\n"));
        return new Observed(parts[0].equals("fetched"), key, FileState.read(parts[2]));
    }
}

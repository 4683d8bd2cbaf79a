package io.pgprov.ssh.config;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads configuration files for one host: which lines count, and the values they give. Used by one thread.
final class ConfigReader {

    /// OpenSSH's READCONF_MAX_DEPTH.
    private static final int DEEPEST_INCLUDE = 16;

    /// Where a file stands, which says what its includes are relative to and who may write it.
    enum Place {
        /// Named on the command line.
        GIVEN,
        USER,
        SYSTEM
    }

    /// The words that a line is matched with, which change while files are read.
    interface Names {
        MatchLine.Names now(Values values);

        /// What `Host` patterns are matched with.
        String pattern();
    }

    private final Account account;
    private final Values values;
    private final Names names;
    private final MatchLine.Pass pass;
    private final List<Problem> problems = new ArrayList<>();
    private boolean active = true;
    private boolean wantsFinal;

    ConfigReader(Account account, Values values, Names names, MatchLine.Pass pass) {
        this.account = account;
        this.values = values;
        this.names = names;
        this.pass = pass;
    }

    List<Problem> problems() {
        return problems;
    }

    /// Whether a `Match final` asks for a second pass.
    boolean wantsFinal() {
        return wantsFinal;
    }

    /// One option as on a command line: `Port=2222` or `Port 2222`.
    void option(String option) {
        active = true;
        line(option, Optional.empty());
    }

    /// A file that may be missing.
    void file(Path file, Place place) {
        active = true;
        if (Files.exists(file)) {
            read(new Source(file, place, 0, place == Place.USER, true));
        }
    }

    /// A file that must be there.
    void required(Path file) {
        active = true;
        if (Files.isReadable(file)) {
            read(new Source(file, Place.GIVEN, 0, false, true));
        } else {
            problems.add(
                    Problem.of("the SSH configuration " + file + " cannot be read", "")
                            .at(file.toString()));
        }
    }

    /// @param guarded whether only its owner and root may write it
    /// @param matching whether its `Host` and `Match` lines may match at all
    private record Source(Path file, Place place, int depth, boolean guarded, boolean matching) {}

    private record At(Source source, int line) {
        Origin origin() {
            return new Origin(source.file().toString(), line);
        }
    }

    private void read(Source source) {
        if (source.depth() > DEEPEST_INCLUDE) {
            problems.add(
                    Problem.of("includes go too deep", "does a file include itself?")
                            .at(source.file().toString()));
            return;
        }
        try {
            if (source.guarded() && openToOthers(source.file())) {
                problems.add(
                        Problem.of(
                                        source.file()
                                                + " can be written by others, so ssh would not read it",
                                        "chmod go-w it")
                                .at(source.file().toString()));
                return;
            }
            int number = 0;
            for (String line :
                    new String(SmallFile.bytes(source.file()), StandardCharsets.UTF_8)
                            .split("\n", -1)) {
                number++;
                line(line, Optional.of(new At(source, number)));
            }
        } catch (IOException e) {
            problems.add(
                    Problem.of(
                                    "the SSH configuration cannot be read: "
                                            + reason(source.file(), e),
                                    "it must be a file readable by you")
                            .at(source.file().toString()));
        }
    }

    private static String reason(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName();
    }

    private static boolean openToOthers(Path file) throws IOException {
        Object uid = Files.getAttribute(file, "unix:uid");
        Object mine = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        var permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || !uid.equals(0) && !uid.equals(mine);
    }

    private void line(String text, Optional<At> at) {
        try {
            Optional<ConfigLine> parsed = ConfigLine.parse(text);
            if (parsed.isEmpty()) {
                return;
            }
            ConfigLine line = parsed.get();
            Optional<Keyword> keyword = Keyword.named(line.keyword());
            if (keyword.isEmpty()) {
                unknown(line.keyword(), at);
            } else if (line.rest().isEmpty()) {
                problem(at, line.keyword() + " has no argument", "");
            } else if (keyword.get().form() == Keyword.Form.BLOCK) {
                block(keyword.get(), line, at);
            } else {
                Values into = active ? values : new Values();
                new Setting(keyword.get(), line, into).apply().ifPresent(p -> problem(at, p, ""));
                into.from(keyword.get(), at.map(At::origin));
                refused(keyword.get(), at);
            }
        } catch (ConfigLine.Unquoted _) {
            String where = at.isPresent() ? "" : ": " + text.strip();
            problem(at, "a quotation does not end" + where, "");
        }
    }

    private void refused(Keyword keyword, Optional<At> at) {
        if (keyword == Keyword.REFUSECONNECTION && active) {
            problem(at, "RefuseConnection: " + values.one(keyword).orElse(""), "");
        }
    }

    private void unknown(String keyword, Optional<At> at) {
        boolean ignored =
                values.one(Keyword.IGNOREUNKNOWN)
                        .map(list ->
                                Wildcard.matchesList(
                                        list.toLowerCase(Locale.ROOT),
                                        keyword.toLowerCase(Locale.ROOT)))
                        .orElse(false);
        if (!ignored) {
            problem(
                    at,
                    "ssh does not know the option " + keyword,
                    "correct it, or name it in IgnoreUnknown further up");
        }
    }

    private void block(Keyword keyword, ConfigLine line, Optional<At> at) {
        if (at.isEmpty()) {
            problem(at, keyword.label() + " cannot be given as an option", "");
            return;
        }
        Source source = at.get().source();
        switch (keyword) {
            case HOST ->
                    active =
                            source.matching() && Wildcard.matchesAny(line.words(), names.pattern());
            case MATCH -> match(line.words(), at, source);
            default -> include(line.words(), at.get());
        }
    }

    private void match(List<String> words, Optional<At> at, Source source) {
        active = false;
        if (!source.matching()) {
            return;
        }
        try {
            MatchLine.Result result = new MatchLine(names.now(values), account, pass).judge(words);
            active = result.matches();
            wantsFinal |= result.wantsFinal();
        } catch (MatchLine.Bad e) {
            problem(at, e.getMessage(), e.hint());
        }
    }

    private void include(List<String> words, At at) {
        boolean before = active;
        Source source = at.source();
        for (String word : words) {
            boolean system = source.place() == Place.SYSTEM;
            Path base = system ? Path.of("/etc/ssh") : account.home().resolve(".ssh");
            Optional<Path> path =
                    system && word.startsWith("~") ? Optional.empty() : account.path(word);
            if (path.isEmpty()) {
                problem(Optional.of(at), "Include cannot take " + word, "");
                continue;
            }
            for (Path file : Glob.files(base.resolve(path.get()))) {
                // A folder reads as empty.
                if (Files.isDirectory(file)) {
                    continue;
                }
                read(
                        new Source(
                                file,
                                source.place(),
                                source.depth() + 1,
                                true,
                                before && source.matching()));
                active = before;
            }
        }
    }

    private void problem(Optional<At> at, String what, String hint) {
        Problem problem = Problem.of(what, hint);
        problems.add(at.map(place -> problem.at(place.origin())).orElse(problem));
    }
}

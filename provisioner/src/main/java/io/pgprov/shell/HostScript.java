package io.pgprov.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One script for one host: a look, or a stage of changes followed by the probes of what it changed.
///
/// The script is sent on standard input of one exec. The whole of it is functions, run by its last line, a group command, so that a script
/// that arrives cut off runs nothing. A script with changes first takes the host's stage lock; where another script still has it, no
/// change is run and a reply of id [#LOCK] says so. Every call answers with one line on standard output, framed by a nonce; see
/// [ReplyReader]. Calls have ids, unique in the script. The first change that fails keeps later changes from running;
/// probes always run.
///
/// @param platform where the instance is on the host
/// @param calls ids, kinds and calls in the order in which they run
public record HostScript(Platform platform, List<Entry> calls) {

    /// Id of the reply that says that the stage lock is held by another script.
    public static final String LOCK = "lock";

    /// How a call takes part in a script.
    public enum Kind {
        /// Asks; changes nothing; runs whatever happened before.
        PROBE,
        /// Changes the host; is not run once an earlier change has failed.
        CHANGE,
        /// Runs in the script's own shell and replies by itself; may go on reading what the controller sends.
        HOLD
    }

    /// One call of a script.
    ///
    /// @param id unique in its script, `[a-z0-9]+`
    public record Entry(String id, Kind kind, ShellCall call) {}

    public HostScript {
        calls = List.copyOf(calls);
        if (calls.stream().map(Entry::id).distinct().count() != calls.size()) {
            throw new IllegalArgumentException("ids of calls are not unique");
        }
    }

    /// The text to send. It holds secrets: it is written to a connection and nowhere else.
    ///
    /// @param nonce frames the reply lines, `[a-z0-9]+`
    public String text(ShellLibrary library, String nonce) {
        return render(library, nonce, false);
    }

    /// The text to show: each secret is `(sensitive)`.
    public String display(ShellLibrary library) {
        return render(library, "NONCE", true);
    }

    private String render(ShellLibrary library, String nonce, boolean masked) {
        Map<String, String> sources = new LinkedHashMap<>();
        library.collect("prelude", sources);
        for (Entry entry : calls) {
            library.collect(entry.call().library(), sources);
        }
        StringBuilder text = new StringBuilder(String.join("", sources.values()));
        text.append("\npgprov_main() {\n");
        text.append("prelude_start ").append(Quoting.literal(nonce));
        for (String word : platformWords()) {
            text.append(' ').append(Quoting.literal(word));
        }
        text.append('\n');
        if (calls.stream().anyMatch(entry -> entry.kind() == Kind.CHANGE)) {
            text.append("prelude_lock\n");
        }
        for (Entry entry : calls) {
            text.append("prelude_")
                    .append(entry.kind().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(entry.id());
            text.append(' ').append(entry.call().function());
            for (Argument argument : entry.call().arguments()) {
                boolean hide = masked && argument instanceof Argument.Hidden;
                text.append(' ').append(hide ? "'(sensitive)'" : Quoting.word(argument));
            }
            text.append('\n');
        }
        // exit: a shell that went on to read would stay, with all that it holds, until the
        // controller is heard of again
        text.append("prelude_end\n}\n{ pgprov_main 4<&0 </dev/null; exit; }\n");
        return text.toString();
    }

    private List<String> platformWords() {
        List<String> words = new ArrayList<>();
        words.add(platform.version());
        words.add(platform.instance());
        words.add(Integer.toString(platform.port()));
        words.add(platform.dataDirectory());
        words.add(platform.walDirectory());
        words.add(platform.container().map(c -> c.engine().program()).orElse(""));
        words.add(platform.container().map(Platform.Container::name).orElse(""));
        words.add(platform.container().map(Platform.Container::image).orElse(""));
        words.add(platform.container().map(c -> Long.toString(c.memory())).orElse("0"));
        return words;
    }
}

package io.pgprov.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the output of one [HostScript], line by line.
///
/// Lines of the script are framed by its nonce, everything else (login banners, output of rc files) is noise and kept
/// apart. The forms are `<nonce> R <id> <status> <base64 out> <base64 err>` for a reply, `-` standing for empty;
/// `<nonce> P <id> <base64 text>` for progress; `<nonce> S <id>` when a change starts; `<nonce> E` for the end.
public final class ReplyReader {

    /// What a script says while it runs.
    public sealed interface Signal {
        /// A change has started.
        record Started(String id) implements Signal {}

        /// A call reports how far it is, in words of its own.
        record Progress(String id, String text) implements Signal {}

        /// A call has ended.
        record Replied(String id, Reply reply) implements Signal {}
    }

    private static final int MAX_NOISE = 50;

    private final String prefix;
    private final Consumer<Signal> listener;
    private final Map<String, Reply> replies = new LinkedHashMap<>();
    private final List<String> noise = new ArrayList<>();
    private boolean ended;

    public ReplyReader(String nonce, Consumer<Signal> listener) {
        this.prefix = nonce + " ";
        this.listener = listener;
    }

    /// Takes one line of standard output, without its line break.
    public void line(String line) {
        int at = line.indexOf(prefix);
        if (at < 0) {
            keep(line);
            return;
        }
        String[] fields = line.substring(at + prefix.length()).split(" ", -1);
        Optional<Signal> signal = signal(fields);
        signal.ifPresentOrElse(this::take, () -> keep(line));
    }

    /// All replies so far, by id.
    public Map<String, Reply> replies() {
        return Map.copyOf(replies);
    }

    /// Whether the script ran to its last line.
    public boolean ended() {
        return ended;
    }

    /// The first lines that are not the script's own.
    public List<String> noise() {
        return List.copyOf(noise);
    }

    private Optional<Signal> signal(String[] fields) {
        try {
            return switch (fields[0]) {
                case "R" -> Optional.of(new Signal.Replied(fields[1], reply(fields)));
                case "P" -> Optional.of(new Signal.Progress(fields[1], decode(fields[2])));
                case "S" -> Optional.of(new Signal.Started(fields[1]));
                case "E" -> {
                    ended = true;
                    yield Optional.empty();
                }
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private void take(Signal signal) {
        if (signal instanceof Signal.Replied(String id, Reply reply)) {
            replies.put(id, reply);
        }
        listener.accept(signal);
    }

    private void keep(String line) {
        if (noise.size() < MAX_NOISE && !ended) {
            noise.add(line);
        }
    }

    private static Reply reply(String[] fields) {
        return new Reply(Integer.parseInt(fields[2]), decode(fields[3]), decode(fields[4]));
    }

    private static String decode(String base64) {
        return base64.equals("-")
                ? ""
                : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}

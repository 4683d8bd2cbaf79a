package io.pgprov.cli;

import io.pgprov.report.LiveEvents.Window;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The size of the terminal's window, by `stty size`, asked anew every few seconds because windows change.
final class WindowSize implements Supplier<Window> {

    private static final Window USUAL = new Window(24, 80);
    private static final Duration FRESH = Duration.ofSeconds(3);

    private Window size = USUAL;
    private Instant asked = Instant.MIN;

    @Override
    public Window get() {
        if (Instant.now().isAfter(asked.plus(FRESH))) {
            asked = Instant.now();
            size = ask();
        }
        return size;
    }

    private Window ask() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
                return size;
            }
            return read(
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return size;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return size;
        }
    }

    /// Reads `24 80`; a terminal that does not know its size says `0 0`.
    static Window read(String answer) {
        String[] words = answer.strip().split(" ");
        if (words.length != 2 || !words[0].matches("\\d{1,4}") || !words[1].matches("\\d{1,4}")) {
            return USUAL;
        }
        int rows = Integer.parseInt(words[0]);
        int columns = Integer.parseInt(words[1]);
        return new Window(rows > 0 ? rows : 24, columns > 0 ? columns : 80);
    }
}

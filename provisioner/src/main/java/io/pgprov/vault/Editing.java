package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An encrypted file in an editor.
///
/// What it holds lies in a private folder meanwhile, in memory where the system has such a place. The folder is wiped and
/// removed when the editor ends, well or not, and when this process is told to end. Only SIGKILL leaves it behind.
public final class Editing {

    /// How it ended.
    public enum Ending {
        CHANGED,
        UNCHANGED,
        /// The editor failed; the file is as it was.
        ABANDONED
    }

    private final Vault vault;
    private final String editor;
    private volatile Optional<Process> running = Optional.empty();
    private volatile boolean ended = false;

    /// @param editor words for the shell, as in `EDITOR`; the file is added
    public Editing(Vault vault, String editor) {
        this.vault = vault;
        this.editor = editor;
    }

    /// Opens the editor and encrypts what it left, with the password and the id that the file had.
    ///
    /// @throws ProblemException where the file cannot be opened or written; then it is as it was
    public Ending edit(Path file) {
        byte[] before = PrivateFile.read(file);
        Keyring.Opened opened = vault.opened(before, new Origin(file.toString(), 1));
        PrivateFile.requireWritable(file);
        PrivateFolder folder = PrivateFolder.create();
        Thread end = new Thread(() -> end(folder), "vault edit");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            Path copy = folder.write(file.getFileName().toString(), opened.plaintext());
            if (run(copy, file) != 0 || ended) {
                return Ending.ABANDONED;
            }
            byte[] after = PrivateFile.read(copy);
            if (Arrays.equals(after, opened.plaintext())) {
                return Ending.UNCHANGED;
            }
            byte[] sealed = VaultCipher.seal(after, opened.key().password(), opened.id()).bytes();
            if (!Arrays.equals(before, PrivateFile.read(file))) {
                Path aside = file.resolveSibling(file.getFileName() + ".edited");
                PrivateFile.write(aside, sealed);
                throw problem(
                        file + " was changed by somebody else meanwhile",
                        "your text is in " + aside + ", encrypted",
                        file);
            }
            PrivateFile.replace(file, sealed);
            return Ending.CHANGED;
        } finally {
            folder.wipe();
            forget(end);
        }
    }

    private int run(Path copy, Path file) {
        try {
            // As git runs it: EDITOR may hold options, and quotes around them.
            Process process =
                    new ProcessBuilder("sh", "-c", editor + " \"$1\"", "editor", copy.toString())
                            .inheritIO()
                            .start();
            running = Optional.of(process);
            if (ended) {
                kill(process);
            }
            return process.waitFor();
        } catch (IOException e) {
            throw problem("there is no sh to run the editor with", "", file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("interrupted: " + file + " is unchanged", "", file);
        }
    }

    private void end(PrivateFolder folder) {
        ended = true;
        running.ifPresent(Editing::kill);
        folder.wipe();
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook is what ends it.
        }
    }

    private static ProblemException problem(String what, String hint, Path file) {
        return new ProblemException(Problem.of(what, hint).at(Origin.builtIn(file.toString())));
    }
}

package io.pgprov.vault;

import io.pgprov.model.Origin;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner reads (mode 0600), written whole or not at all.
public final class PrivateFile {

    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFile() {}

    /// What a file of the user's holds.
    ///
    /// @throws ProblemException where it cannot be read
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Why a file of the user's cannot be read.
    public static ProblemException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return problem("no such file: " + file, "check the path", file);
        }
        String reason =
                Files.isDirectory(file) ? "it is a directory" : e.getClass().getSimpleName();
        return problem(
                "cannot read " + file + ": " + reason, "it must be a file readable by you", file);
    }

    /// Puts content in the place of a file, or of the file that a symbolic link leads to. It is written beside it, to the
    /// disk, and then renamed; whatever was there stays until then. The owner stays. What is no regular file, such as a pipe or
    /// `/dev/null`, is written to as it is.
    ///
    /// @throws ProblemException where that fails; then nothing has changed
    public static void write(Path file, byte[] content) {
        put(file, content, Keep.OWNER);
    }

    /// As [#write], but who may read the file stays as it was: for content that is encrypted before and after.
    ///
    /// @throws ProblemException where that fails; then nothing has changed
    public static void replace(Path file, byte[] content) {
        put(file, content, Keep.ALL);
    }

    /// Makes a new file. What is there already, be it a link, is left alone.
    ///
    /// @throws ProblemException where that fails; then there is no new file
    public static void writeNew(Path file, byte[] content) {
        requireNew(file);
        try {
            create(file, content);
        } catch (FileAlreadyExistsException e) {
            throw existing(file);
        } catch (IOException e) {
            remove(file);
            throw unwritable(file, e);
        }
    }

    /// Fails where [#writeNew] would because something is there.
    ///
    /// @throws ProblemException where something is
    public static void requireNew(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw existing(file);
        }
    }

    private static ProblemException existing(Path file) {
        return problem(file + " is there already", "name a new file, or move that one away", file);
    }

    /// What a file keeps of the one that it replaces.
    private enum Keep {
        OWNER,
        /// Owner, group and mode.
        ALL
    }

    private static void put(Path file, byte[] content, Keep keep) {
        Path target = target(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            writeInto(target, content);
            return;
        }
        Path draft = draft(target);
        try {
            create(draft, content);
            sync(draft);
            if (Files.exists(target)) {
                keepOwner(target, draft);
                switch (keep) {
                    case OWNER -> {}
                    case ALL -> keepAccess(target, draft);
                }
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(draft);
            throw unwritable(file, e);
        }
    }

    /// Makes a file that is not there yet. Not forced to the disk: it may be one that is to leave no trace there.
    static void create(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                                MODE);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(content);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Fails where [#write] would.
    static void requireWritable(Path file) {
        Path target = target(file);
        Path draft = draft(target);
        try {
            Files.createFile(draft, MODE);
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            remove(draft);
        }
    }

    private static Path target(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    private static Path draft(Path target) {
        return target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".pgprov");
    }

    private static void keepOwner(Path target, Path draft) throws IOException {
        var owner = Files.getOwner(target);
        if (!owner.equals(Files.getOwner(draft))) {
            Files.setOwner(draft, owner);
        }
    }

    /// The group first: changing it may take bits of the mode away. A group that one is not in cannot be kept, nor what it
    /// may do.
    private static void keepAccess(Path target, Path draft) throws IOException {
        PosixFileAttributes before = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        try {
            if (!before.group().equals(view.readAttributes().group())) {
                view.setGroup(before.group());
            }
        } catch (IOException e) {
            return;
        }
        view.setPermissions(before.permissions());
    }

    private static void writeInto(Path target, byte[] content) {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
            out.write(content);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static void remove(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // The draft cannot be removed where it could not be made.
        }
    }

    private static ProblemException unwritable(Path file, IOException e) {
        String reason =
                e instanceof FileAlreadyExistsException
                        ? "another pgprov is at work on it"
                        : e.getClass().getSimpleName();
        return problem(
                "cannot write " + file + ": " + reason,
                "its folder must be writable by you, and its disk not full",
                file);
    }

    private static ProblemException problem(String what, String hint, Path file) {
        return new ProblemException(Problem.of(what, hint).at(Origin.builtIn(file.toString())));
    }
}

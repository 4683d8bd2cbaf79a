package io.pgprov.ssh;

import io.pgprov.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The known_hosts files of a run, each read once, and the way to add a key.
final class KnownHostsFiles {

    private final Map<List<Path>, KnownHosts> read = new HashMap<>();

    synchronized KnownHosts of(List<Path> files) throws IOException {
        KnownHosts known = read.get(files);
        if (known == null) {
            known = KnownHosts.read(files);
            read.put(files, known);
        }
        return known;
    }

    /// What came of adding a key.
    record Appended(Verdict verdict, boolean written) {}

    /// Adds the key to the first file, unless the host has got a line there meanwhile. The file is only ever appended to, under a
    /// lock, so that lines of others stay as they are.
    ///
    /// @param written the name as it is written, be it hashed
    /// @return the verdict of the files as they stand after that, and whether the line is new
    synchronized Appended append(List<Path> files, KnownName name, String written, HostKey key)
            throws IOException {
        Path file = files.getFirst().toAbsolutePath();
        read.clear();
        if (!Files.exists(file.getParent())) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        // In append mode the end of the file is where it is when the line is written: ssh takes no
        // lock. A lock of this kind goes when the process closes the file anywhere, so it is read
        // over a channel that stays open as long.
        try (FileChannel out = open(file);
                FileLock _ = out.lock();
                FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            Verdict now = verdict(files, in, name, key);
            boolean missing = now instanceof Verdict.Unknown;
            if (missing) {
                String text = written + " " + key.type() + " " + key.base64() + "\n";
                write(out, endsMidLine(in) ? "\n" + text : text);
                now = verdict(files, in, name, key);
            }
            return new Appended(now, missing);
        }
    }

    /// @param first the first of the files, open
    private static Verdict verdict(List<Path> files, FileChannel first, KnownName name, HostKey key)
            throws IOException {
        List<KnownHostsLine> lines =
                new ArrayList<>(KnownHosts.parse(files.getFirst(), text(first)));
        List<Path> others = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file) && !Files.isSameFile(file, files.getFirst())) {
                others.add(file);
            }
        }
        lines.addAll(KnownHosts.read(others).lines());
        return new KnownHosts(lines).check(name, key);
    }

    private static String text(FileChannel in) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(in.size()));
        while (bytes.hasRemaining() && in.read(bytes, bytes.position()) > 0) {
            // It goes on where the buffer has come to.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static boolean endsMidLine(FileChannel in) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
    }

    private static void write(FileChannel out, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(true);
    }
}

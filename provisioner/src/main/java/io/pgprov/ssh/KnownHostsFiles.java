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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /// Adds the key to the first file, unless the host has got a line there meanwhile. The file is only ever appended to, under a
    /// lock, so that lines of others stay as they are.
    ///
    /// @return the verdict of the files as they stand after that
    synchronized Verdict append(List<Path> files, KnownName name, HostKey key) throws IOException {
        Path file = files.getFirst().toAbsolutePath();
        read.clear();
        if (!Files.exists(file.getParent())) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        try (FileChannel channel = open(file);
                FileLock _ = channel.lock()) {
            KnownHosts now = KnownHosts.read(files);
            if (now.check(name, key) instanceof Verdict.Unknown) {
                String line = name.exact() + " " + key.type() + " " + key.base64() + "\n";
                write(channel, endsMidLine(channel) ? "\n" + line : line);
                now = KnownHosts.read(files);
            }
            return now.check(name, key);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                java.util.Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static boolean endsMidLine(FileChannel channel) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return channel.size() > 0
                && channel.read(last, channel.size() - 1) == 1
                && last.get(0) != '\n';
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }
}

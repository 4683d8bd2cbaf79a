package io.pgprov.resource.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Upload;
import io.pgprov.shell.ShellCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What an image is built from: the files of a directory, and the arguments of the build.
///
/// @param hash of both; an image carries it as a label
/// @param options of `build`
/// @param files where they are: a directory, or empty text for the files that pgprov ships
record BuildContext(String hash, List<String> options, String files) implements Upload {

    /// What pgprov ships. Its tests are no part of an image.
    private static final String SHIPPED = "/templates/image/postgresql";

    private static final long MOST = 256L << 20;

    private static final Known<List<List<String>>, BuildContext> HASHES = new Known<>();

    BuildContext {
        options = List.copyOf(options);
    }

    /// The image that pgprov ships, for a major version of PostgreSQL: from the Debian release that has that version, or else from PGDG.
    static BuildContext shipped(String version) {
        List<String> options =
                switch (version) {
                    case "13" -> arguments(version, "bullseye", "distribution");
                    case "15" -> arguments(version, "bookworm", "distribution");
                    case "17" -> arguments(version, "trixie", "distribution");
                    default -> arguments(version, "bookworm", "pgdg");
                };
        return of(options, "");
    }

    private static List<String> arguments(String version, String suite, String repository) {
        return List.of(
                "--build-arg",
                "PG_VERSION=" + version,
                "--build-arg",
                "BASE=debian:" + suite + "-slim",
                "--build-arg",
                "PG_REPOSITORY=" + repository);
    }

    /// A directory of the user's own.
    ///
    /// @throws ProblemException where it has no Dockerfile
    static BuildContext own(Path directory) {
        if (!Files.isRegularFile(directory.resolve("Dockerfile"))) {
            throw new ProblemException(
                    Problem.of(
                            directory + " has no Dockerfile",
                            "container_image_context is a directory that an image is built from"));
        }
        try {
            return of(List.of(), directory.toRealPath().toString());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static BuildContext of(List<String> options, String files) {
        try {
            return HASHES.of(
                    List.of(options, marks(files)),
                    () -> new BuildContext(hash(options, tar(files)), options, files));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static ProblemException unreadable(IOException e) {
        return new ProblemException(
                Problem.of(
                        "the files of an image cannot be read: " + e,
                        "look at container_image_context"));
    }

    /// What tells that files are not the same as before, without reading them.
    private static List<String> marks(String files) throws IOException {
        List<String> marks = new ArrayList<>();
        if (!files.isEmpty()) {
            for (Path file : below(Path.of(files))) {
                BasicFileAttributes attributes =
                        Files.readAttributes(
                                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                marks.add(
                        "%s %d %s"
                                .formatted(file, attributes.size(), attributes.lastModifiedTime()));
            }
        }
        return marks;
    }

    private static String hash(List<String> options, Bytes tar) throws IOException {
        try (InputStream in = tar.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join("\n", options).getBytes(UTF_8));
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String label() {
        return "what the image is built from";
    }

    @Override
    public ShellCall receive(long bytes) {
        return ShellCall.of("container_image_receive", hash, Long.toString(bytes));
    }

    /// The image is marked with the hash that was told, so that these must be the files that it was told of.
    @Override
    public Body open() throws IOException {
        Bytes tar = tar(files);
        if (!hash(options, tar).equals(hash)) {
            throw new IOException("its files have changed since they were looked at; apply again");
        }
        return new Body(tar.open(), tar.size());
    }

    private static Bytes tar(String files) throws IOException {
        if (!files.isEmpty()) {
            return Tar.of(own(files));
        }
        try {
            URI place = BuildContext.class.getResource(SHIPPED).toURI();
            if (!place.getScheme().equals("jar")) {
                return Tar.of(shippedFiles(Path.of(place)));
            }
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                return Tar.of(shippedFiles(jar.getPath(SHIPPED)));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static SortedMap<String, Tar.Entry> shippedFiles(Path top) throws IOException {
        SortedMap<String, Tar.Entry> entries = new TreeMap<>();
        for (Path file : below(top)) {
            String name = name(top, file);
            if (Files.isRegularFile(file) && !name.startsWith("test/")) {
                // a jar keeps no permissions: what starts with #! is a program
                byte[] content = Files.readAllBytes(file);
                boolean program = content.length > 1 && content[0] == '#' && content[1] == '!';
                entries.put(name, new Tar.Content(program ? 0755 : 0644, Bytes.of(content)));
            }
        }
        return entries;
    }

    /// As `docker build` sends a directory: links as links, no sockets. What Git keeps there is no part of it, or each `git fetch` would
    /// make another image.
    private static SortedMap<String, Tar.Entry> own(String directory) throws IOException {
        Path top = Path.of(directory);
        SortedMap<String, Tar.Entry> entries = new TreeMap<>();
        long size = 0;
        for (Path file : below(top)) {
            String name = name(top, file);
            if (name.isEmpty() || name.equals(".git") || name.startsWith(".git/")) {
                continue;
            }
            if (Files.isSymbolicLink(file)) {
                entries.put(name, new Tar.Link(Files.readSymbolicLink(file).toString()));
            } else if (Files.isDirectory(file)) {
                entries.put(name, new Tar.Folder());
            } else if (Files.isRegularFile(file)) {
                size += Files.size(file);
                if (size > MOST) {
                    throw new IOException(top + " holds more than 256 MB");
                }
                boolean program =
                        Files.getPosixFilePermissions(file)
                                .contains(PosixFilePermission.OWNER_EXECUTE);
                entries.put(name, new Tar.Content(program ? 0755 : 0644, Bytes.of(file)));
            }
        }
        return entries;
    }

    private static List<Path> below(Path top) throws IOException {
        try (Stream<Path> walk = Files.walk(top)) {
            return walk.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String name(Path top, Path file) {
        return top.relativize(file).toString();
    }
}

package io.pgprov.resource.container;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.problem;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import io.pgprov.model.Upload;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerImageTest {

    private static final String NAME = "pgprov/postgresql:15";
    private static final String ID = "ab".repeat(32);
    private static final View VIEW = SampleView.empty();

    @TempDir Path folder;

    private static ContainerImage image(Object... more) {
        Object[] pairs = new Object[more.length + 2];
        pairs[0] = "name";
        pairs[1] = NAME;
        System.arraycopy(more, 0, pairs, 2, more.length);
        return ContainerImage.from(arguments("container_image", pairs));
    }

    private Path archive(String manifest) throws IOException {
        TreeMap<String, Tar.Entry> files = new TreeMap<>();
        files.put("a-layer.tar", new Tar.Content(0644, Bytes.of(new byte[1000])));
        files.put(
                "manifest.json",
                new Tar.Content(0644, Bytes.of(manifest.getBytes(StandardCharsets.UTF_8))));
        return Files.write(folder.resolve("image.tar"), bytes(Tar.of(files)));
    }

    private Path compressed(Path file) throws IOException {
        Path compressed = folder.resolve("image.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(file, out);
        }
        return compressed;
    }

    private static byte[] bytes(Bytes bytes) throws IOException {
        try (InputStream in = bytes.open()) {
            byte[] read = in.readAllBytes();
            assertEquals(bytes.size(), read.length);
            return read;
        }
    }

    private Path context(String dockerfile) throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        return folder;
    }

    @Test
    void pullsWhatIsMissingAndNothingElse() {
        ContainerImage pulled = image("source", "pull");
        assertCall(change(verdict(pulled, "engine\tup\n", VIEW)), "container_image_pull", NAME);
        assertCall(change(verdict(pulled, "engine\tabsent\n", VIEW)), "container_image_pull", NAME);
        assertInSync(verdict(pulled, "engine\tup\nid\tsha256:" + ID + "\ncontext\t\n", VIEW));
    }

    @Test
    void waitsForAnEngineThatIsDown() {
        Verdict verdict = verdict(image("source", "pull"), "engine\tdown\n", VIEW);
        assertEquals(
                "the container engine runs",
                assertInstanceOf(Verdict.Pending.class, verdict).until());
    }

    @Test
    void sendsTheImageOfAnArchiveThatTheHostLacks() throws IOException {
        Path file = compressed(archive("[{\"Config\":\"" + ID + ".json\",\"RepoTags\":null}]"));
        ContainerImage sent = image("source", "stream", "archive", file.toString());
        Change change =
                change(
                        verdict(
                                sent,
                                "engine\tup\nid\tsha256:" + "cd".repeat(32) + "\ncontext\t\n",
                                VIEW));
        assertCall(change, "container_image_load", ID, ID, NAME);
        assertEquals(Impact.NONE, change.impact());
        try (Upload.Body body = change.upload().orElseThrow().open()) {
            assertEquals(Files.size(file), body.bytes());
            assertArrayEquals(Files.readAllBytes(file), body.stream().readAllBytes());
        }
        assertEquals("container_image_receive", change.upload().get().receive(5).function());
        assertInSync(verdict(sent, "engine\tup\nid\tsha256:" + ID + "\ncontext\t\n", VIEW));
        assertInSync(verdict(sent, "engine\tup\nid\t" + ID + "\ncontext\t\n", VIEW));
    }

    @Test
    void readsTheManifestOfOciArchivesToo() throws IOException {
        Path file = archive("[{\"Config\": \"blobs/sha256/" + ID + "\"}]");
        ContainerImage sent = image("source", "stream", "archive", file.toString());
        assertInSync(verdict(sent, "engine\tup\nid\tsha256:" + ID + "\n", VIEW));
    }

    @Test
    void refusesFilesThatHoldNoImageOrSeveral() throws IOException {
        Path several =
                archive("[{\"Config\":\"" + ID + ".json\"},{\"Config\":\"" + ID + ".json\"}]");
        assertTrue(refused("stream", "archive", several).contains("more than one image"));
        assertTrue(refused("stream", "archive", archive("[]")).contains("no configuration"));
        Files.writeString(several, "x".repeat(2000));
        assertTrue(refused("stream", "archive", several).contains("no tar file"));
        assertTrue(refused("stream", "archive", folder.resolve("none")).contains("is not there"));
        assertTrue(refused("stream", "archive", folder).contains("is no file"));
        assertTrue(refused("build", "context", folder).contains("has no Dockerfile"));
    }

    private static String refused(String source, String parameter, Path path) {
        return problem(
                ContainerImage::from,
                arguments(
                        "container_image",
                        "name",
                        NAME,
                        "source",
                        source,
                        parameter,
                        path.toString()));
    }

    @Test
    void buildsWhereTheContextIsAnother() throws IOException {
        ContainerImage built = image("context", context("FROM scratch\n").toString());
        Change change = change(verdict(built, "engine\tup\n", VIEW));
        String hash = change.call().arguments().get(1).text();
        assertCall(change, "container_image_build", hash, hash, NAME);
        String present = "engine\tup\nid\tsha256:" + ID + "\ncontext\t";
        assertFalse(
                change(verdict(built, present + "<no value>\n", VIEW))
                        .differences()
                        .toString()
                        .contains("no value"));
        assertInSync(verdict(built, present + hash + "\n", VIEW));
        ContainerImage other = image("context", context("FROM scratch\nLABEL x=1\n").toString());
        Change again = change(verdict(other, present + hash + "\n", VIEW));
        assertNotEquals(hash, again.call().arguments().get(1).text());
    }

    @Test
    void buildsTheShippedImageForItsVersionAndSendsNoTests() throws IOException {
        Change change = change(verdict(image("version", "17"), "engine\tup\n", VIEW));
        assertTrue(
                change.call().arguments().stream()
                        .anyMatch(a -> a.text().equals("BASE=debian:trixie-slim")));
        byte[] tar;
        try (Upload.Body body = change.upload().orElseThrow().open()) {
            tar = body.stream().readAllBytes();
        }
        Optional<byte[]> dockerfile = Tar.find(new ByteArrayInputStream(tar), "Dockerfile");
        assertTrue(new String(dockerfile.orElseThrow(), StandardCharsets.UTF_8).contains("FROM"));
        assertEquals(Optional.empty(), Tar.find(new ByteArrayInputStream(tar), "test/run"));
        assertTrue(Tar.find(new ByteArrayInputStream(tar), "entrypoint.sh").isPresent());
    }

    /// As `tar` on a host sees it.
    @Test
    void sendsAContextAsItIs() throws Exception {
        String deep = "a-folder-of-some-length/".repeat(8) + "file-\u00e4";
        Path file = context("FROM scratch\n").resolve(deep);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "deep");
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("test"));
        Files.writeString(folder.resolve("test/kept"), "#!/bin/sh\n");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("Dockerfile"));
        Files.write(folder.resolve("program"), new byte[] {0x7f, 'E', 'L', 'F'});
        Files.setPosixFilePermissions(
                folder.resolve("program"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/index"), "changes often");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            Path link =
                    Files.createSymbolicLink(
                            folder.resolveSibling(folder.getFileName() + "-l"), folder);
            Upload sent = BuildContext.own(link);
            Files.delete(link);
            Path there = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-x"));
            Path tar = there.resolve("context.tar");
            try (Upload.Body body = sent.open()) {
                Files.copy(body.stream(), tar);
                assertEquals(body.bytes(), Files.size(tar));
            }
            Process unpacked =
                    new ProcessBuilder("tar", "-xf", tar.toString(), "-C", there.toString())
                            .inheritIO()
                            .start();
            assertEquals(0, unpacked.waitFor());
            assertEquals("deep", Files.readString(there.resolve(deep)));
            assertTrue(Files.isDirectory(there.resolve("empty")));
            assertTrue(Files.exists(there.resolve("test/kept")));
            assertFalse(Files.isExecutable(there.resolve("test/kept")));
            assertTrue(Files.isExecutable(there.resolve("program")));
            assertEquals("Dockerfile", Files.readSymbolicLink(there.resolve("link")).toString());
            assertFalse(Files.exists(there.resolve(".git")));
            assertFalse(Files.exists(there.resolve("socket")));
        }
    }

    @Test
    void sendsNoOtherFilesThanTheOnesThatWereLookedAt() throws IOException {
        BuildContext looked = BuildContext.own(context("FROM scratch\n"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM other  \n");
        assertTrue(
                assertThrows(IOException.class, looked::open)
                        .getMessage()
                        .contains("have changed since they were looked at"));
        Path file = archive("[{\"Config\":\"" + ID + ".json\"}]");
        for (Path changed : List.of(file, compressed(file))) {
            ImageFile image = new ImageFile("cd".repeat(32), changed.toString());
            assertTrue(
                    assertThrows(IOException.class, image::open)
                            .getMessage()
                            .contains("has changed since it was looked at"),
                    changed.toString());
        }
    }

    @Test
    void asksThisMachineForAnImageOnlyWhenItIsCompared() {
        ContainerImage local =
                ContainerImage.from(
                        arguments(
                                "container_image", "name", "nobody/has:this", "source", "stream"));
        Verdict verdict =
                local.judge(Optional.of(new io.pgprov.shell.Reply(0, "engine\tup\n", "")), VIEW);
        assertTrue(
                assertInstanceOf(Verdict.Refused.class, verdict)
                        .problem()
                        .what()
                        .contains("no container engine that runs on this machine has"));
    }
}

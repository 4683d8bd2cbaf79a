package io.pgprov.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pgprov.lab.LocalCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.yaml.snakeyaml.Yaml;

/// A registry of one image, whatever it is called (Docker Registry HTTP API V2, image manifest version 2, schema 2). It listens on this
/// machine, without TLS.
final class Registry implements AutoCloseable {

    private static final String MEDIA = "application/vnd.docker.";

    private final HttpServer server;
    private final Map<String, Path> blobs = new HashMap<>();
    private final byte[] manifest;

    /// @param archive the image as `docker save` writes it
    /// @param folder where its parts are put
    Registry(Path archive, Path folder) throws IOException {
        Files.createDirectories(folder);
        LocalCommand.run("tar", "-xf", archive.toString(), "-C", folder.toString())
                .orThrow("tar of the image");
        Map<?, ?> image =
                (Map<?, ?>) ((List<?>) parsed(folder.resolve("manifest.json"))).getFirst();
        Path config = folder.resolve((String) image.get("Config"));
        Map<?, ?> rootfs = (Map<?, ?>) ((Map<?, ?>) parsed(config)).get("rootfs");
        // what is not compressed is known by the digest that the image itself names
        List<?> digests = (List<?>) rootfs.get("diff_ids");
        List<?> layers = (List<?>) image.get("Layers");
        for (int i = 0; i < layers.size(); i++) {
            blobs.put((String) digests.get(i), folder.resolve((String) layers.get(i)));
        }
        String id = "sha256:" + config.getFileName().toString().replace(".json", "");
        blobs.put(id, config);
        StringBuilder listed = new StringBuilder();
        for (Object digest : digests) {
            listed.append(listed.isEmpty() ? "" : ",")
                    .append(descriptor("image.rootfs.diff.tar", (String) digest));
        }
        manifest =
                "{\"schemaVersion\":2,\"mediaType\":\"%sdistribution.manifest.v2+json\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(MEDIA, descriptor("container.image.v1+json", id), listed)
                        .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.createContext("/v2/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static Object parsed(Path json) throws IOException {
        return new Yaml().load(Files.readString(json));
    }

    private String descriptor(String type, String digest) throws IOException {
        return "{\"mediaType\":\"%s%s\",\"size\":%d,\"digest\":\"%s\"}"
                .formatted(MEDIA, type, Files.size(blobs.get(digest)), digest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Path blob = blobs.get(path.substring(path.lastIndexOf('/') + 1));
            if (blob != null && exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(200, Files.size(blob));
                Files.copy(blob, exchange.getResponseBody());
            } else if (path.contains("/manifests/")) {
                exchange.getResponseHeaders()
                        .add("Content-Type", MEDIA + "distribution.manifest.v2+json");
                boolean whole = exchange.getRequestMethod().equals("GET");
                exchange.sendResponseHeaders(200, whole ? manifest.length : -1);
                exchange.getResponseBody().write(whole ? manifest : new byte[0]);
            } else {
                exchange.sendResponseHeaders(path.equals("/v2/") ? 200 : 404, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

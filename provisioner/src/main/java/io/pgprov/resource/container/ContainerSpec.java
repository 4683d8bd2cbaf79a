package io.pgprov.resource.container;

import io.pgprov.model.Arguments;
import io.pgprov.shell.Platform.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a container is made with, but for its name and image.
///
/// @param network `host` or `bridge`; with `bridge` the port is published
/// @param port of the server, inside and outside
/// @param memory bytes, or 0 for as many as there are
/// @param environment no secrets: everybody who may ask the engine sees it
/// @param initial environment that means something at the first start only; it is not compared later
/// @param mounts directories of the host
/// @param labels marks by which pgprov knows its own
record ContainerSpec(
        Engine engine,
        String network,
        int port,
        long memory,
        Map<String, String> environment,
        Map<String, String> initial,
        List<Mount> mounts,
        Map<String, String> labels) {

    /// Seconds that a server may take to end when it is stopped: as long as Debian's unit gives it.
    static final String STOP_TIMEOUT = "3600";

    /// Bytes of shared memory: at the 64 MB that engines give by themselves, parallel queries fail.
    static final String SHARED_MEMORY = Long.toString(1L << 30);

    /// The label without which a container is not pgprov's.
    static final String MARK = "io.pgprov.container";

    /// A directory of the host in the container.
    ///
    /// @param source absolute path; may hold markers of [io.pgprov.shell.PlatformDirectory]
    /// @param target absolute path inside
    /// @param access `rw` or `ro`
    record Mount(String source, String target, String access) {

        String option() {
            return "type=bind,source=%s,target=%s%s"
                    .formatted(source, target, access.equals("ro") ? ",readonly" : "");
        }

        /// As `container_describe` prints a mount.
        String text() {
            return "bind %s:%s %s".formatted(source, target, access);
        }
    }

    ContainerSpec {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        initial = Collections.unmodifiableMap(new LinkedHashMap<>(initial));
        mounts = List.copyOf(mounts);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    static ContainerSpec from(Arguments arguments) {
        List<Mount> mounts = new ArrayList<>();
        for (Arguments item : arguments.list("mounts")) {
            String source = item.text("source");
            mounts.add(
                    new Mount(
                            source,
                            item.text("target", source),
                            oneOf(item, "access", "rw", "ro")));
            item.finish();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MARK, arguments.text("name"));
        labels.putAll(texts(arguments, "labels"));
        // an empty one is left out
        Map<String, String> environment = new LinkedHashMap<>();
        environment.putAll(texts(arguments, "variables"));
        environment.putAll(texts(arguments, "environment"));
        environment.values().removeIf(String::isEmpty);
        String memory = arguments.text("memory", "0");
        if (!memory.matches("\\d{1,18}")) {
            throw arguments.problem("memory must be a number of bytes, not " + memory, "");
        }
        String network = oneOf(arguments, "network", "host", "bridge");
        int port = arguments.number("port", 5432);
        Map<String, String> initial = texts(arguments, "initial");
        return new ContainerSpec(
                ContainerEngine.engine(arguments, "engine"),
                network,
                port,
                Long.parseLong(memory),
                environment,
                initial,
                mounts,
                labels);
    }

    /// @param usual what it is where nothing is said
    private static String oneOf(Arguments arguments, String name, String usual, String other) {
        String text = arguments.text(name, usual);
        if (!text.equals(usual) && !text.equals(other)) {
            throw arguments.problem(
                    name + " must be " + usual + " or " + other + ", not " + text, "");
        }
        return text;
    }

    private static Map<String, String> texts(Arguments arguments, String parameter) {
        Map<String, String> texts = new LinkedHashMap<>();
        arguments
                .map(parameter)
                .forEach((name, value) -> {
                    String text = String.valueOf(value);
                    if (text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
                        throw arguments.problem(
                                name + " of " + parameter + " holds a line break or NUL",
                                "write it on one line");
                    }
                    texts.put(name, text);
                });
        return texts;
    }

    /// Docker starts a container with the host by itself; Podman's is started by a unit.
    String restartPolicy() {
        return switch (engine) {
            case DOCKER -> "unless-stopped";
            case PODMAN -> "no";
        };
    }

    /// The options of `create`.
    List<String> options() {
        List<String> options = new ArrayList<>();
        labels.forEach((key, value) -> add(options, "--label", key + "=" + value));
        add(options, "--network", network);
        if (network.equals("bridge")) {
            add(options, "--publish", port + ":" + port);
        }
        add(options, "--restart", restartPolicy());
        add(options, "--stop-timeout", STOP_TIMEOUT);
        add(options, "--shm-size", SHARED_MEMORY);
        if (memory > 0) {
            add(options, "--memory", Long.toString(memory));
        }
        mounts.forEach(mount -> add(options, "--mount", mount.option()));
        environment.forEach((name, value) -> add(options, "--env", name + "=" + value));
        initial.forEach((name, value) -> add(options, "--env", name + "=" + value));
        return options;
    }

    private static void add(List<String> options, String name, String value) {
        options.add(name);
        options.add(value);
    }
}

package io.pgprov.resource.container;

import io.pgprov.model.Difference;
import io.pgprov.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Compares a container with what the engine says of the live one, value by value.
final class ContainerDiff {

    /// What engines set by themselves in each container; proxies come from root's configuration of the engine, and mean nothing to a server.
    private static final Set<String> OF_ENGINES =
            Set.of(
                    "container",
                    "HOME",
                    "HOSTNAME",
                    "TERM",
                    "HTTP_PROXY",
                    "HTTPS_PROXY",
                    "FTP_PROXY",
                    "ALL_PROXY",
                    "NO_PROXY",
                    "http_proxy",
                    "https_proxy",
                    "ftp_proxy",
                    "all_proxy",
                    "no_proxy");

    /// What is shown instead of a value that may be a secret.
    private static final String BY_HAND = "(set by hand)";

    private final Container wanted;
    private final ContainerSpec spec;
    private final Lines live;
    private final View view;
    private final List<Difference> differences = new ArrayList<>();

    ContainerDiff(Container wanted, Lines live, View view) {
        this.wanted = wanted;
        this.spec = wanted.spec();
        this.live = live;
        this.view = view;
    }

    List<Difference> differences() {
        image();
        value("network", live.text("network"), spec.network());
        value("ports", String.join(" ", ports()), wantedPort());
        value("memory", live.text("memory"), Long.toString(spec.memory()));
        value("shared memory", live.text("shm"), ContainerSpec.SHARED_MEMORY);
        value("stop timeout", live.text("stop_timeout"), ContainerSpec.STOP_TIMEOUT);
        String restart = live.text("restart");
        value("restart policy", restart.isEmpty() ? "no" : restart, spec.restartPolicy());
        value("privileged", live.text("privileged"), "false");
        ofImage("user");
        ofImage("command");
        ofImage("entrypoint");
        labels();
        mounts();
        environment();
        return differences;
    }

    private void image() {
        String id = live.id("image");
        String named = live.id("wanted_image");
        String context =
                live.all("label").stream()
                        .filter(label -> label.startsWith("io.pgprov.context="))
                        .map(label -> label.substring(label.indexOf('=') + 1))
                        .findFirst()
                        .orElse("");
        ImageSource source = wanted.source().resolved();
        if (!source.isRight(id, context, named)) {
            String after =
                    switch (source) {
                        case ImageSource.Registry(), ImageSource.Local _ -> named;
                        case ImageSource.Build(BuildContext _) ->
                                named.equals(id) ? "the one that is built" : named;
                        case ImageSource.Sent(String sent, ImageFile _) -> sent;
                    };
            differences.add(
                    new Difference.Value(
                            "image",
                            ContainerImage.shortened(id),
                            after.matches("[0-9a-f]{64}")
                                    ? ContainerImage.shortened(after)
                                    : after.isEmpty() ? wanted.image() : after,
                            wanted.image()));
        }
    }

    private void value(String name, String before, String after) {
        if (!before.equals(after)) {
            differences.add(new Difference.Value(name, before, after, ""));
        }
    }

    /// What the image says must not have been said otherwise when the container was made. One engine writes lists in brackets. Whoever
    /// has said it otherwise may have put a secret there.
    private void ofImage(String name) {
        String ofImage = plain(live.text("image_" + name));
        if (live.first("image_" + name).isPresent() && !plain(live.text(name)).equals(ofImage)) {
            value(name, BY_HAND, ofImage);
        }
    }

    private static String plain(String words) {
        return words.replaceAll("^\\[|]$", "");
    }

    private Set<String> ports() {
        return new TreeSet<>(live.all("port"));
    }

    private String wantedPort() {
        return spec.network().equals("bridge") ? spec.port() + ":" + spec.port() + "/tcp" : "";
    }

    private void labels() {
        Map<String, String> there = pairs(live.all("label"));
        spec.labels()
                .forEach((key, value) -> value("label " + key, there.getOrDefault(key, ""), value));
    }

    private void mounts() {
        Set<String> there = new LinkedHashSet<>(live.all("mount"));
        for (ContainerSpec.Mount mount : spec.mounts()) {
            String text = view.facts().directories().resolve(mount.text());
            if (!there.remove(text)) {
                differences.add(new Difference.Value("mount", "", text, ""));
            }
        }
        there.forEach(extra -> differences.add(new Difference.Value("mount", extra, "", "")));
    }

    /// Values that come from the image, the engine, or mean nothing after the first start are left alone.
    private void environment() {
        Map<String, String> there = pairs(live.all("env"));
        Map<String, String> ofImage = pairs(live.all("image_env"));
        spec.environment()
                .forEach((name, value) ->
                        value(
                                name,
                                there.getOrDefault(name, ""),
                                view.facts().directories().resolve(value)));
        there.forEach((name, value) -> {
            boolean known =
                    spec.environment().containsKey(name)
                            || spec.initial().containsKey(name)
                            || OF_ENGINES.contains(name)
                            || value.equals(ofImage.get(name));
            if (!known) {
                // whoever has set it may have put a secret there
                differences.add(new Difference.Value(name, BY_HAND, "", ""));
            }
        });
    }

    private static Map<String, String> pairs(List<String> lines) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                pairs.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return pairs;
    }
}

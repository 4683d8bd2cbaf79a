package io.pgprov.model;

import io.pgprov.shell.PlatformDirectory;
import java.util.Map;

/// Where the platform keeps things on one host: what the markers of [PlatformDirectory] stand for.
public record Directories(Map<PlatformDirectory, String> paths) {

    public Directories {
        paths = Map.copyOf(paths);
    }

    public String path(PlatformDirectory directory) {
        String path = paths.get(directory);
        if (path == null) {
            throw new IllegalStateException(directory.variable() + " is not known");
        }
        return path;
    }

    /// The text with every marker replaced by the host's path.
    public String resolve(String text) {
        String resolved = text;
        for (Map.Entry<PlatformDirectory, String> entry : paths.entrySet()) {
            resolved = resolved.replace(entry.getKey().marker(), entry.getValue());
        }
        return resolved;
    }
}

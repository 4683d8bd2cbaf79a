package io.pgprov.model;

import io.pgprov.shell.Platform;
import java.util.List;

/// Everything wanted on one host, in the order in which it is to be put in place.
public record DesiredHost(HostName host, Platform platform, List<Task> tasks) {
    public DesiredHost {
        tasks = List.copyOf(tasks);
    }
}

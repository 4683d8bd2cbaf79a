package io.pgprov.facts;

import io.pgprov.model.Directories;
import io.pgprov.model.HostFacts;
import io.pgprov.model.Probe.UnreadableReply;
import io.pgprov.shell.PlatformDirectory;
import java.util.EnumMap;
import java.util.Map;

/// Reads the answer of `facts_probe`.
final class FactsReader {

    private FactsReader() {}

    static HostFacts read(String text) {
        Answer answer = new Answer(text);
        Map<PlatformDirectory, String> paths = new EnumMap<>(PlatformDirectory.class);
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            paths.put(directory, answer.text(directory.variable()));
        }
        return new HostFacts(
                answer.text("os_id", ""),
                answer.text("os_version", ""),
                answer.text("os_codename", ""),
                answer.text("os_name", ""),
                answer.text("architecture"),
                memory(answer),
                cpus(answer),
                answer.text("machine_id"),
                answer.text("boot_id"),
                answer.says("systemd"),
                new Directories(paths),
                answer.number("data_free"),
                answer.number("data_total"),
                answer.number("wal_total"),
                answer.text("rotational", "0").equals("1"));
    }

    /// The smallest of what the machine has and what control groups allow; `max` (version 2) and numbers beyond the memory
    /// (version 1) are no limits.
    private static long memory(Answer answer) {
        long bytes = answer.number("memory_kb") * 1024;
        for (String limit : answer.all("memory_limit")) {
            if (limit.matches("[0-9]{1,18}") && Long.parseLong(limit) > 0) {
                bytes = Math.min(bytes, Long.parseLong(limit));
            }
        }
        return bytes;
    }

    /// The smallest of the processors that may be used and the time that control groups allow, in whole processors, rounded up.
    /// A quota of `max` (version 2) or -1 (version 1) is none.
    private static int cpus(Answer answer) {
        int cpus = answer.smallNumber("cpus");
        if (cpus < 1) {
            throw new UnreadableReply("cpus is no number of processors: " + cpus);
        }
        for (String quota : answer.all("cpu_quota")) {
            if (quota.matches("[0-9]{1,15} [1-9][0-9]{0,14}")) {
                String[] parts = quota.split(" ");
                long period = Long.parseLong(parts[1]);
                long whole = (Long.parseLong(parts[0]) + period - 1) / period;
                cpus = Math.clamp(whole, 1, cpus);
            }
        }
        return cpus;
    }
}

package io.pgprov.playbook;

import io.pgprov.model.HostFacts;
import io.pgprov.shell.PlatformDirectory;
import io.pgprov.template.Lookup;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// A host's facts as templates and conditions see them: the map `facts`, and the platform's directories.
final class FactVariables {

    private FactVariables() {}

    static Lookup of(HostFacts facts) {
        Map<String, Object> values = new HashMap<>();
        values.put("facts", map(facts));
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            values.put(directory.variable(), facts.directories().path(directory));
        }
        return Lookup.of(values);
    }

    /// Before a host is known: each directory is its marker.
    static Lookup unknown() {
        Map<String, Object> values = new HashMap<>();
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            values.put(directory.variable(), directory.marker());
        }
        return Lookup.of(values);
    }

    private static Map<String, Object> map(HostFacts facts) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("os_id", facts.osId());
        map.put("os_version", facts.osVersion());
        map.put("os_codename", facts.osCodename());
        map.put("architecture", facts.architecture());
        map.put("memory_bytes", facts.memoryBytes());
        map.put("memory_mb", facts.memoryBytes() >> 20);
        map.put("cpus", facts.cpus());
        map.put("systemd", facts.systemd());
        map.put("rotational", facts.rotational());
        map.put("data_total_bytes", facts.dataTotalBytes());
        map.put("wal_total_bytes", facts.walTotalBytes());
        return map;
    }
}

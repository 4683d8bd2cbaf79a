package io.pgprov.facts;

import io.pgprov.model.Probe.UnreadableReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Output of `pg_controldata`: lines of `label: value`, labels in English because the prelude sets `LC_ALL`.
final class ControlFile {

    /// Labels of the settings that a standby compares with its own, and the names of these settings. All versions from 13 to 18
    /// have the same labels (`pg_controldata.c`).
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "max_connections setting", "max_connections",
                    "max_worker_processes setting", "max_worker_processes",
                    "max_wal_senders setting", "max_wal_senders",
                    "max_prepared_xacts setting", "max_prepared_transactions",
                    "max_locks_per_xact setting", "max_locks_per_transaction");

    private final Map<String, String> values = new HashMap<>();

    ControlFile(List<String> lines) {
        for (String line : lines) {
            int at = line.indexOf(':');
            if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + 1).strip());
            }
        }
    }

    String text(String label) {
        String value = values.get(label);
        if (value == null) {
            throw new UnreadableReply("pg_controldata said nothing of " + label);
        }
        return value;
    }

    int number(String label) {
        try {
            return Integer.parseInt(text(label));
        } catch (NumberFormatException e) {
            throw new UnreadableReply(label + " is no number: " + text(label));
        }
    }

    Map<String, Long> settings() {
        Map<String, Long> settings = new HashMap<>();
        SETTINGS.forEach((label, name) -> settings.put(name, (long) number(label)));
        return settings;
    }
}

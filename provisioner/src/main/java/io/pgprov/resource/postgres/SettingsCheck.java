package io.pgprov.resource.postgres;

import io.pgprov.model.Problem;
import io.pgprov.model.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `postgres -C` does not see: settings that are each valid and with which a server would not start, or pgprov not reach it.
final class SettingsCheck {

    private static final String SOCKETS = "/var/run/postgresql";

    private SettingsCheck() {}

    static Optional<Problem> problem(Map<String, WantedSetting> settings, View view) {
        return buffers(settings, view).or(() -> minimalWal(settings)).or(() -> sockets(settings));
    }

    private static Optional<Problem> buffers(Map<String, WantedSetting> settings, View view) {
        String value = value(settings, "shared_buffers");
        double bytes = SettingValue.integer(value, "8kB").orElse(0L) * 8192.0;
        long memory = view.facts().memoryBytes();
        return bytes <= memory
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                "shared_buffers of %s is more than the host's memory of %d MB"
                                        .formatted(value, memory >> 20),
                                "a quarter of memory is a good start"));
    }

    private static Optional<Problem> minimalWal(Map<String, WantedSetting> settings) {
        boolean minimal = value(settings, "wal_level").equalsIgnoreCase("minimal");
        boolean senders = !value(settings, "max_wal_senders").equals("0");
        return minimal && senders
                ? Optional.of(
                        Problem.of(
                                "wal_level minimal needs max_wal_senders 0",
                                "replicas need wal_level replica"))
                : Optional.empty();
    }

    private static Optional<Problem> sockets(Map<String, WantedSetting> settings) {
        String value = value(settings, "unix_socket_directories");
        boolean found =
                Arrays.stream(value.split(","))
                        .map(d -> d.strip().replace("\"", ""))
                        .anyMatch(d -> d.equals(SOCKETS) || d.equals("/run/postgresql"));
        return value.isEmpty() && !settings.containsKey("unix_socket_directories") || found
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                "without a socket in " + SOCKETS + " pgprov cannot log in",
                                "add " + SOCKETS + " to unix_socket_directories"));
    }

    /// Files that the server needs for these settings, one line each, for the host to look at before they are put in.
    static String files(Map<String, WantedSetting> settings) {
        List<String> lines = new ArrayList<>();
        for (String name : List.of("shared_preload_libraries", "session_preload_libraries")) {
            for (String library : value(settings, name).split(",")) {
                if (!library.isBlank()) {
                    lines.add("library " + library.strip().replace("\"", ""));
                }
            }
        }
        if (SettingValue.bool(value(settings, "ssl")).orElse(false)) {
            for (String name :
                    List.of("ssl_cert_file", "ssl_key_file", "ssl_ca_file", "ssl_crl_file")) {
                if (value(settings, name).startsWith("/")) {
                    lines.add("file " + value(settings, name));
                }
            }
        }
        return String.join("\n", lines);
    }

    private static String value(Map<String, WantedSetting> settings, String name) {
        return settings.containsKey(name) ? settings.get(name).value() : "";
    }
}

package io.pgprov.resource.postgres;

import io.pgprov.model.Verdict;
import io.pgprov.resource.postgres.PostgresSettings.Observed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server that runs with lines of pgprov's file in force.
final class RunningServer {

    static final String PATH = Scene.CONF + PostgresSettings.FILE;
    static final String AUTO = "/var/lib/postgresql/15/main/postgresql.auto.conf";
    static final PostgresSettings PLAIN = wanted("work_mem", "4MB", "max_connections", 100);

    final Map<String, LiveSetting> live = new HashMap<>();
    final List<FileLine> lines = new ArrayList<>();
    String text = "";
    String access = SettingsDiff.ACCESS;

    RunningServer file(String... namesAndValues) {
        List<WantedSetting> settings = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.add(
                    new WantedSetting(
                            namesAndValues[i], namesAndValues[i + 1], "", WantedSetting.Kind.USER));
            line(namesAndValues[i], namesAndValues[i + 1], PATH, 10 + i);
        }
        text = DropIn.text(settings);
        return this;
    }

    RunningServer line(String name, String value, String file, int sequence) {
        lines.add(new FileLine(name, value, file, sequence, sequence, true, ""));
        return this;
    }

    RunningServer live(String name, String value, String type, String unit, String context) {
        live.put(
                name,
                new LiveSetting(
                        name,
                        value,
                        unit,
                        type,
                        context,
                        false,
                        "configuration file",
                        PATH,
                        "1",
                        "0"));
        return this;
    }

    Observed.ServerUp up() {
        FileState file =
                text.isEmpty()
                        ? FileState.absent()
                        : new FileState(text, access, "abc", new BigDecimal("100"));
        return new Observed.ServerUp(file, live, lines, new BigDecimal("101"));
    }

    static RunningServer running(String workMem, String maxConnections) {
        return new RunningServer()
                .file("max_connections", maxConnections, "work_mem", workMem)
                .live("work_mem", "4096", "integer", "kB", "user")
                .live("max_connections", "100", "integer", "", "postmaster");
    }

    static PostgresSettings wanted(Object... overrides) {
        return PostgresSettings.from(
                Scene.arguments(
                        "postgres_settings", "derive", false, "overrides", Scene.map(overrides)));
    }

    static Verdict diff(PostgresSettings settings, RunningServer running) {
        return settings.diff(running.up(), Scene.streaming().on("pg1"));
    }
}

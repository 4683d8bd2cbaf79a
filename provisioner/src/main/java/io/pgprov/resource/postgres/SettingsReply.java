package io.pgprov.resource.postgres;

import io.pgprov.model.Probe;
import io.pgprov.shell.Reply;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads what `postgres_settings_probe` prints: records that end with RS, of fields separated by US.
final class SettingsReply {

    private static final String RECORD = "\u001e";
    private static final String FIELD = "\u001f";

    private SettingsReply() {}

    static PostgresSettings.Observed read(Reply reply) {
        String[] records = reply.out().split(RECORD);
        FileState file = file(records[0].split(FIELD, -1));
        Map<String, LiveSetting> live = new HashMap<>();
        List<FileLine> lines = new ArrayList<>();
        BigDecimal loadedAt = BigDecimal.ZERO;
        for (String record : List.of(records).subList(1, records.length)) {
            String[] fields = record.split(FIELD, -1);
            switch (fields[0].strip()) {
                case "down" -> {
                    return new PostgresSettings.Observed.ServerDown(file);
                }
                case "S" -> live.put(fields[1].toLowerCase(Locale.ROOT), setting(fields));
                case "F" -> lines.add(line(fields));
                case "L" -> loadedAt = new BigDecimal(fields[1]);
                case "" -> {}
                default -> throw unreadable();
            }
        }
        if (loadedAt.signum() == 0) {
            throw unreadable();
        }
        lines.sort(Comparator.comparingInt(FileLine::sequence));
        return new PostgresSettings.Observed.ServerUp(file, live, lines, loadedAt);
    }

    private static FileState file(String[] fields) {
        if (fields.length == 5 && fields[0].equals("file")) {
            return new FileState(fields[4], fields[1], fields[2], new BigDecimal(fields[3]));
        }
        if (fields[0].equals("nofile")) {
            return FileState.absent();
        }
        throw unreadable();
    }

    private static LiveSetting setting(String[] f) {
        require(f.length == 11);
        return new LiveSetting(
                f[1],
                f[2],
                f[3],
                f[4],
                f[5],
                f[6].equals("true"),
                f[7],
                f[8],
                f[9],
                f[10].stripTrailing());
    }

    private static FileLine line(String[] f) {
        require(f.length == 11);
        return new FileLine(
                f[1].toLowerCase(Locale.ROOT),
                f[2],
                f[3],
                Integer.parseInt(f[4]),
                Integer.parseInt(f[5]),
                f[6].equals("true"),
                f[7]);
    }

    private static void require(boolean readable) {
        if (!readable) {
            throw unreadable();
        }
    }

    private static Probe.UnreadableReply unreadable() {
        return new Probe.UnreadableReply("not the state of settings");
    }
}

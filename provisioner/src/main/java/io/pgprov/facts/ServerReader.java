package io.pgprov.facts;

import io.pgprov.model.Lsn;
import io.pgprov.model.Probe.UnreadableReply;
import io.pgprov.model.Server;
import io.pgprov.model.Server.BaseBackup;
import io.pgprov.model.Server.DataDirectory;
import io.pgprov.model.Server.Process;
import io.pgprov.model.Server.Receiver;
import io.pgprov.model.Server.Sender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the answer of `postgres_server_probe`.
final class ServerReader {

    private ServerReader() {}

    static Server read(String text) {
        Answer answer = new Answer(text);
        return new Server(data(answer), process(answer), baseBackup(answer));
    }

    private static DataDirectory data(Answer answer) {
        String kind = answer.text("data");
        return switch (kind) {
            case "missing" -> new DataDirectory.Missing();
            case "empty" -> new DataDirectory.Empty(answer.says("mount"));
            case "foreign" -> new DataDirectory.Foreign(answer.all("entry"));
            case "cluster" ->
                    answer.optional("unreadable")
                            .<DataDirectory>map(reason ->
                                    new DataDirectory.Unreadable(answer.text("version"), reason))
                            .orElseGet(() -> cluster(answer));
            default -> throw new UnreadableReply("unknown kind of data directory " + kind);
        };
    }

    private static DataDirectory cluster(Answer answer) {
        ControlFile control = new ControlFile(answer.all("control"));
        return new DataDirectory.Cluster(
                answer.text("version"),
                control.text("Database system identifier"),
                control.text("Database cluster state"),
                control.number("Latest checkpoint's TimeLineID"),
                lsn(control.text("Latest checkpoint location")),
                lsn(control.text("Minimum recovery ending location")),
                answer.says("standby_signal"),
                control.settings(),
                answer.says("configured"));
    }

    private static Process process(Answer answer) {
        String kind = answer.text("process");
        return switch (kind) {
            case "down" -> new Process.Down();
            case "silent" -> new Process.NotAnswering(answer.text("reason", "it gave no reason"));
            case "up" -> up(answer);
            default -> throw new UnreadableReply("unknown state of the server " + kind);
        };
    }

    private static Process up(Answer answer) {
        return new Process.Up(
                answer.smallNumber("server_version_num"),
                answer.text("system_identifier"),
                answer.says("in_recovery"),
                answer.smallNumber("timeline"),
                lsn(answer.text("lsn")),
                answer.text("started_at"),
                answer.says("replay_paused"),
                answer.number("database_bytes"),
                answer.optional("receiver").map(ServerReader::receiver),
                answer.all("sender").stream().map(ServerReader::sender).toList(),
                settings(answer));
    }

    private static Map<String, Long> settings(Answer answer) {
        Map<String, Long> settings = new HashMap<>();
        for (String row : answer.all("setting")) {
            List<String> fields = fields(row, 2);
            settings.put(fields.get(0), Answer.number(fields.get(0), fields.get(1)));
        }
        return settings;
    }

    private static Receiver receiver(String row) {
        List<String> fields = fields(row, 4);
        int port = (int) Answer.number("sender_port", fields.get(2));
        return new Receiver(fields.get(0), fields.get(1), port, fields.get(3));
    }

    private static Sender sender(String row) {
        List<String> fields = fields(row, 7);
        return new Sender(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                lsn(fields.get(4)),
                Answer.number("lag", fields.get(5)),
                fields.get(6));
    }

    private static List<String> fields(String row, int count) {
        List<String> fields = List.of(row.split("\t", -1));
        if (fields.size() != count) {
            throw new UnreadableReply("a row has " + fields.size() + " fields: " + row);
        }
        return fields;
    }

    private static Lsn lsn(String text) {
        try {
            return Lsn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UnreadableReply(text + " is no position in the WAL");
        }
    }

    /// A staging directory is pgprov's own only where the record names it.
    private static BaseBackup baseBackup(Answer answer) {
        Optional<String> staging = answer.optional("clone_staging");
        if (staging.isPresent() && !staging.equals(answer.optional("clone_recorded"))) {
            return new BaseBackup.Unproven(staging.get());
        }
        if (running(answer)) {
            return new BaseBackup.Running(staging.isPresent() ? answer.number("clone_bytes") : 0);
        }
        if (staging.isPresent()) {
            return answer.says("clone_manifest")
                    ? new BaseBackup.Complete()
                    : new BaseBackup.Failed(reason(answer));
        }
        return answer.text("clone_unit_ActiveState", "").equals("failed")
                ? new BaseBackup.Failed(reason(answer))
                : new BaseBackup.None();
    }

    /// A unit that has ended well stays active, as `exited`, until it is stopped (systemd.service(5), RemainAfterExit).
    private static boolean running(Answer answer) {
        String active = answer.text("clone_unit_ActiveState", "");
        String sub = answer.text("clone_unit_SubState", "");
        return answer.says("clone_alive")
                || active.equals("activating")
                || active.equals("active") && !sub.equals("exited");
    }

    private static String reason(Answer answer) {
        if (answer.says("clone_rebooted")) {
            return "the host was restarted while it ran";
        }
        String result = answer.text("clone_unit_Result", "");
        if (answer.text("clone_unit_ActiveState", "").equals("failed")) {
            return "pg_basebackup ended with result "
                    + result
                    + ", status "
                    + answer.text("clone_unit_ExecMainStatus", "unknown");
        }
        return "it ended without a complete copy";
    }
}

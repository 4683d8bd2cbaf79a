package io.pgprov.resource.os;

import io.pgprov.model.Probe.UnreadableReply;
import io.pgprov.model.Problem;
import io.pgprov.shell.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What stands at the path of a managed file.
public sealed interface FileState {

    /// What the host is told that the plan saw where nothing stood.
    String ABSENT = "absent";

    record Absent() implements FileState {}

    record Symlink(String target) implements FileState {}

    /// A directory, socket or device.
    record Other(String kind) implements FileState {}

    /// A plain file.
    ///
    /// @param sha256 of its bytes, in hexadecimal digits
    /// @param marked whether its first line holds the marker that was asked for
    /// @param content its text; empty where it was not asked for
    record Plain(FileAttributes attributes, String sha256, boolean marked, String content)
            implements FileState {

        boolean holds(String text) {
            return sha256.equals(FileState.sha256(text));
        }
    }

    /// What the host must find again before it replaces the file.
    default String seen() {
        return this instanceof Plain plain ? plain.sha256() : ABSENT;
    }

    /// Why nothing can be written there, for what is neither absent nor a plain file.
    static Problem inTheWay(String path, FileState state) {
        return switch (state) {
            case Symlink(String target) ->
                    Problem.of(
                            path + " is a symbolic link to " + target,
                            "replace it by a plain file, or manage the file that it points to");
            case Other(String kind) ->
                    Problem.of(path + " is a " + kind, "move it away, or choose another path");
            case Absent() -> throw new IllegalArgumentException("nothing is in the way");
            case Plain _ -> throw new IllegalArgumentException("a plain file is in the way");
        };
    }

    /// Reads the answer of `file_probe`.
    static FileState read(String answer) {
        int end = answer.indexOf('\n');
        String first = end < 0 ? answer : answer.substring(0, end);
        String[] fields = first.split("\t", -1);
        return switch (fields[0]) {
            case "absent" -> new Absent();
            case "symlink" -> new Symlink(field(fields, 1, answer));
            case "other" -> new Other(field(fields, 1, answer));
            case "file" ->
                    new Plain(
                            new FileAttributes(
                                    field(fields, 1, answer),
                                    field(fields, 2, answer),
                                    field(fields, 3, answer)),
                            field(fields, 4, answer),
                            field(fields, 5, answer).equals("yes"),
                            answer.substring(Math.min(end + 1, answer.length())));
            default -> throw new UnreadableReply("unknown state of a file: " + first);
        };
    }

    static FileState read(Reply reply) {
        return read(reply.out());
    }

    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String field(String[] fields, int index, String answer) {
        if (index >= fields.length) {
            throw new UnreadableReply("too short: " + answer.lines().findFirst().orElse(""));
        }
        return fields[index];
    }
}

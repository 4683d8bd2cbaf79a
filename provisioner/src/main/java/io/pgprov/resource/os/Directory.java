package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.List;

/// A directory with its owner and mode; what it holds is left alone.
///
/// A symbolic link to a directory counts as that directory. Directories above it are made with mode 0755.
///
/// @param path absolute; may hold markers of [io.pgprov.shell.PlatformDirectory]
public record Directory(String path, FileAttributes attributes)
        implements Resource<Directory.Observed> {

    public sealed interface Observed {
        record Absent() implements Observed {}

        record Present(FileAttributes attributes) implements Observed {}

        /// Something that is no directory.
        record Other(String kind) implements Observed {}
    }

    public static Directory from(Arguments arguments) {
        String path = Paths.absolute(arguments, "path");
        FileAttributes attributes = FileAttributes.from(arguments, "0755");
        arguments.finish();
        return new Directory(path, attributes);
    }

    @Override
    public Address address() {
        return new Address("directory", path);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("directory_probe", path), Directory::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.Absent() ->
                    Verdict.drift(Change.create(address(), call("directory_create")));
            case Observed.Present(FileAttributes seen) -> {
                List<Difference> differences = attributes.differences(seen);
                yield differences.isEmpty()
                        ? Verdict.inSync()
                        : Verdict.drift(
                                Change.update(address(), call("directory_attributes"))
                                        .differing(differences));
            }
            case Observed.Other(String kind) ->
                    Verdict.refused(
                            view.facts().directories().resolve(path) + " is a " + kind,
                            "move it away, or choose another path");
        };
    }

    private ShellCall call(String function) {
        return ShellCall.of(
                function, path, attributes.owner(), attributes.group(), attributes.mode());
    }

    private static Observed observed(Reply reply) {
        String[] fields = reply.word().split("\t", -1);
        if (fields[0].equals("directory") && fields.length == 4) {
            return new Observed.Present(new FileAttributes(fields[1], fields[2], fields[3]));
        }
        if (fields[0].equals("other") && fields.length == 2) {
            return new Observed.Other(fields[1]);
        }
        if (fields[0].equals("absent")) {
            return new Observed.Absent();
        }
        throw new Probe.UnreadableReply("unknown state of a directory: " + fields[0]);
    }
}

package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Content;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Truth;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.ShellCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A file whose whole content is managed.
///
/// It is compared byte by byte and replaced by a rename, if it is still what the plan saw. A symbolic link is never followed.
///
/// @param path absolute; may hold markers of [io.pgprov.shell.PlatformDirectory]
/// @param content at most 1 MB
/// @param sensitive whether content is never shown
/// @param ours text in the first line of a file that was written by us; replacing another file is [Impact#TAKEOVER]. Empty: every
///     file may be replaced
public record File(
        String path, Content content, FileAttributes attributes, boolean sensitive, String ours)
        implements Resource<FileState> {

    /// Largest content in bytes: what a probe sends back for the diff, and what is carried in a script.
    static final int MAX_BYTES = 1 << 20;

    public static File from(Arguments arguments) {
        String path = Paths.absolute(arguments, "path");
        Content content = arguments.content("content");
        FileAttributes attributes = FileAttributes.from(arguments, "0644");
        boolean sensitive = arguments.flag("sensitive", Truth.FALSE);
        String ours = arguments.text("ours", "");
        arguments.finish();
        return new File(path, content, attributes, sensitive, ours);
    }

    @Override
    public Address address() {
        return new Address("file", path);
    }

    @Override
    public Probe<FileState> probe() {
        String show = sensitive ? "hide" : "show";
        return new Probe<>(ShellCall.of("file_probe", path, show, ours), FileState::read);
    }

    @Override
    public Verdict diff(FileState observed, View view) {
        String wanted = content.render(view);
        if (wanted.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Verdict.refused(
                    address() + " would be larger than 1 MB", "copy large files by other means");
        }
        return switch (observed) {
            case FileState.Absent() -> Verdict.drift(creation(wanted));
            case FileState.Symlink _, FileState.Other _ ->
                    new Verdict.Refused(
                            FileState.inTheWay(view.facts().directories().resolve(path), observed));
            case FileState.Plain plain -> compared(plain, wanted);
        };
    }

    private Change creation(String wanted) {
        return Change.create(address(), write(new FileState.Absent(), wanted))
                .differing(List.of(difference("", wanted)));
    }

    private Verdict compared(FileState.Plain plain, String wanted) {
        List<Difference> differences = new ArrayList<>(attributes.differences(plain.attributes()));
        if (plain.holds(wanted)) {
            return differences.isEmpty()
                    ? Verdict.inSync()
                    : Verdict.drift(
                            Change.update(address(), attributesCall()).differing(differences));
        }
        differences.add(difference(plain.content(), wanted));
        boolean foreign = !ours.isEmpty() && !plain.marked();
        return Verdict.drift(
                Change.update(address(), write(plain, wanted))
                        .differing(differences)
                        .costing(foreign ? Impact.TAKEOVER : Impact.NONE));
    }

    private Difference difference(String before, String after) {
        return sensitive
                ? new Difference.Hidden("content")
                : new Difference.Text(path, before, after);
    }

    private ShellCall write(FileState seen, String wanted) {
        ShellCall call =
                ShellCall.of(
                        "file_write",
                        path,
                        attributes.owner(),
                        attributes.group(),
                        attributes.mode(),
                        seen.seen());
        return sensitive ? call.withHidden(wanted) : call.with(wanted);
    }

    private ShellCall attributesCall() {
        return ShellCall.of(
                "file_attributes", path, attributes.owner(), attributes.group(), attributes.mode());
    }
}

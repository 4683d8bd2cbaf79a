package io.pgprov.resource.container;

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
import java.nio.file.Path;
import java.util.List;

/// The image on the host: what has its name is what the files say.
///
/// Taking another image costs nothing yet: a container goes on with the image that it was made of, and [Container] says when it is replaced.
///
/// @param name with tag, as the host's engine knows it
public record ContainerImage(String name, ImageSource source)
        implements Resource<ContainerImage.Observed> {

    public sealed interface Observed {

        /// The engine is not there, and no image therefore.
        record NoEngine() implements Observed {}

        record EngineDown() implements Observed {}

        record Absent() implements Observed {}

        /// @param id without the name of its hash
        /// @param context hash of what pgprov has built it from, or empty
        record Present(String id, String context) implements Observed {}
    }

    public static ContainerImage from(Arguments arguments) {
        String name = arguments.text("name");
        ImageSource source = ImageSource.from(arguments, name);
        arguments.finish();
        return new ContainerImage(name, source);
    }

    /// @throws ProblemException where this is no file that holds one image
    public static void requireArchive(Path file) {
        ImageArchive.sent(file);
    }

    /// @throws ProblemException where this is no directory that an image can be built from
    public static void requireContext(Path directory) {
        BuildContext.own(directory);
    }

    @Override
    public Address address() {
        return new Address("container_image", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("container_image_probe", name), ContainerImage::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.NoEngine(), Observed.Absent() -> Verdict.drift(change(""));
            case Observed.EngineDown() ->
                    new Verdict.Pending("the container engine runs", List.of());
            case Observed.Present(String id, String context) ->
                    source.isRight(id, context, id)
                            ? Verdict.inSync()
                            : Verdict.drift(
                                    change(source instanceof ImageSource.Build ? context : id));
        };
    }

    /// @param before id or context of what has the name now, or empty
    private Change change(String before) {
        return switch (source.resolved()) {
            case ImageSource.Registry() ->
                    create("pull", ShellCall.of("container_image_pull", name));
            case ImageSource.Build(BuildContext context) -> {
                ShellCall call =
                        ShellCall.of("container_image_build", context.hash(), context.hash(), name);
                for (String option : context.options()) {
                    call = call.with(option);
                }
                yield create("build", call)
                        .differing(List.of(difference("context", before, context.hash())))
                        .sending(context);
            }
            case ImageSource.Local _ -> throw new IllegalStateException("resolved before");
            case ImageSource.Sent(String id, ImageFile file) ->
                    create(
                                    "send and load",
                                    ShellCall.of("container_image_load", file.name(), id, name))
                            .differing(List.of(difference("id", before, id)))
                            .sending(file);
        };
    }

    private Change create(String summary, ShellCall call) {
        return Change.of(Change.Action.CREATE, address(), summary, call);
    }

    private static Difference difference(String what, String before, String after) {
        return new Difference.Value(what, shortened(before), shortened(after), "");
    }

    /// As many digits as engines show.
    static String shortened(String id) {
        return id.substring(0, Math.min(12, id.length()));
    }

    private static Observed observed(Reply reply) {
        Lines lines = Lines.of(reply);
        return switch (lines.text("engine")) {
            case "absent" -> new Observed.NoEngine();
            case "down" -> new Observed.EngineDown();
            case "up" ->
                    lines.first("id").isEmpty()
                            ? new Observed.Absent()
                            : new Observed.Present(lines.id("id"), lines.text("context"));
            default ->
                    throw new Probe.UnreadableReply(
                            "unknown state of an engine: " + lines.text("engine"));
        };
    }
}

package io.pgprov.resource.container;

import io.pgprov.model.Arguments;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a host's image comes from, and by what the right one is known.
sealed interface ImageSource {

    /// A registry that the host's engine asks. What has the name is right: a tag that moves there is not looked at.
    record Registry() implements ImageSource {}

    /// Built on the host.
    record Build(BuildContext context) implements ImageSource {}

    /// Sent from this machine.
    ///
    /// @param id SHA-256 of the image's configuration in hexadecimal digits, which engines call its id
    record Sent(String id, ImageFile file) implements ImageSource {}

    /// Sent from this machine, whose own engine has it under that name. What it is is asked when it is compared, not before: files can be
    /// checked on a machine without an engine.
    record Local(String image) implements ImageSource {}

    /// Reads `source`, `archive`, `context` and `version` of a task.
    ///
    /// @throws ProblemException where there is no such file or image here
    static ImageSource from(Arguments arguments, String image) {
        String source = arguments.text("source", "build");
        Optional<Path> archive = path(arguments, "archive");
        Optional<Path> context = path(arguments, "context");
        String version = arguments.text("version", "");
        try {
            return switch (source) {
                case "pull" -> new Registry();
                case "build" ->
                        new Build(
                                context.map(BuildContext::own)
                                        .orElseGet(() -> BuildContext.shipped(version)));
                case "stream" -> archive.map(ImageArchive::sent).orElseGet(() -> new Local(image));
                default ->
                        throw arguments.problem(
                                "unknown source of an image: " + source, "build, pull or stream");
            };
        } catch (ProblemException e) {
            throw new ProblemException(
                    e.problems().stream()
                            .map(p -> p.where().isEmpty() ? p.at(arguments.origin()) : p)
                            .toList());
        }
    }

    private static Optional<Path> path(Arguments arguments, String name) {
        return arguments.optionalText(name).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /// This source, with what this machine's engine has.
    ///
    /// @throws ProblemException where no engine here has it
    default ImageSource resolved() {
        return this instanceof Local(String image) ? LocalEngine.sent(image) : this;
    }

    /// Whether an image is the right one.
    ///
    /// @param id without the name of its hash
    /// @param context the hash that it was built from, or empty
    /// @param named the id of the image that has the name on the host, or empty
    default boolean isRight(String id, String context, String named) {
        return switch (this) {
            case Registry() -> id.equals(named);
            case Build(BuildContext wanted) -> context.equals(wanted.hash()) && id.equals(named);
            case Sent(String wanted, ImageFile _) -> id.equals(wanted);
            case Local _ -> resolved().isRight(id, context, named);
        };
    }
}

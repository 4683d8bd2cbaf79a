package io.pgprov.resource.container;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Server;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.resource.os.Service;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The container that the server of a host runs in: that it is there and made of what the files say. Whether it runs is
/// [Service]'s to say.
///
/// Every value is compared with what the engine says of the live container. One that differs is replaced by a new one, as one restart of
/// the server: it is kept, stopped and under another name, until the new server works, and comes back where that does not. What a run
/// that was killed between these steps has left is found and gone on with. No volume and no data directory is ever removed.
///
/// @param name of the container
/// @param image name with tag, as the host's engine knows it
/// @param source by what the right image is known
public record Container(String name, String image, ImageSource source, ContainerSpec spec)
        implements Resource<Container.Observed> {

    public sealed interface Observed {

        /// The engine is not there, and no container therefore.
        record NoEngine() implements Observed {}

        record EngineDown() implements Observed {}

        record Absent() implements Observed {}

        /// @param live what the engine says of it and its image
        /// @param former whether the one before is still there
        /// @param unsealed whether its image would still make a cluster, although there is one
        record Present(Lines live, boolean former, boolean unsealed) implements Observed {}
    }

    public static Container from(Arguments arguments) {
        String name = arguments.text("name");
        Arguments image =
                new Arguments("container.image", arguments.origin(), arguments.map("image"));
        ContainerSpec spec = ContainerSpec.from(arguments);
        arguments.finish();
        String imageName = image.text("name");
        ImageSource source = ImageSource.from(image, imageName);
        image.finish();
        return new Container(name, imageName, source, spec);
    }

    @Override
    public Address address() {
        return new Address("container", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("container_probe", image), Container::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.NoEngine(), Observed.Absent() -> Verdict.drift(creation());
            case Observed.EngineDown() ->
                    new Verdict.Pending("the container engine runs", List.of());
            case Observed.Present(Lines live, boolean _, boolean _) when !isOurs(live) ->
                    Verdict.refused(
                            "a container " + name + " is there that pgprov has not made",
                            "rename or remove it, or set another pg_instance");
            case Observed.Present(Lines live, boolean former, boolean unsealed) -> {
                List<Difference> differences = new ContainerDiff(this, live, view).differences();
                if (!differences.isEmpty()) {
                    yield Verdict.drift(replacement(live, differences, view));
                }
                if (view.server().up().isPresent() && former) {
                    yield removed(view.server().up().get());
                }
                yield view.server().up().isPresent() && unsealed
                        ? Verdict.drift(sealing())
                        : Verdict.inSync();
            }
        };
    }

    /// The one before is kept until the server has shown that it works. What makes a standby stream comes first: a restart of its primary,
    /// or a reload of its own, which would wait for this change otherwise.
    private Verdict removed(Server.Process.Up server) {
        boolean works =
                !server.inRecovery()
                        || server.receiver().filter(Server.Receiver::streaming).isPresent();
        return works
                ? Verdict.drift(removal())
                : new Verdict.Pending("this standby streams", List.of(removal()));
    }

    private static boolean isOurs(Lines live) {
        return live.all("label").stream().anyMatch(l -> l.startsWith(ContainerSpec.MARK + "="));
    }

    private Change creation() {
        List<Difference> differences = new ArrayList<>();
        differences.add(new Difference.Value("image", "", image, ""));
        differences.add(new Difference.Value("network", "", spec.network(), ""));
        spec.mounts()
                .forEach(m -> differences.add(new Difference.Value("mount", "", m.text(), "")));
        spec.environment()
                .forEach((key, value) -> differences.add(new Difference.Value(key, "", value, "")));
        return Change.create(address(), call("container_create")).differing(differences);
    }

    /// One whose server runs is replaced as part of a restart, which goes host by host; another at once, and started by the service.
    private Change replacement(Lines live, List<Difference> differences, View view) {
        if (!live.text("status").matches("running|restarting|paused") || !serves(view.server())) {
            return Change.of(Change.Action.UPDATE, address(), "replace", call("container_replace"))
                    .differing(differences);
        }
        String why =
                differences.stream()
                        .map(Container::named)
                        .distinct()
                        .collect(Collectors.joining(", ", "another container (", ")"));
        return Change.of(Change.Action.UPDATE, address(), "replace", call("container_prepare"))
                .differing(differences)
                .costing(Impact.RESTART)
                .then(Service.restart(why));
    }

    /// Whether it has a server that may be at work, if only at its recovery.
    private static boolean serves(Server server) {
        return switch (server.process()) {
            case Server.Process.Up _ -> true;
            case Server.Process.NotAnswering _ -> server.cluster().isPresent();
            case Server.Process.Down() -> false;
        };
    }

    private static String named(Difference difference) {
        return switch (difference) {
            case Difference.Value(String name, String _, String _, String _) -> name;
            case Difference.Text(String name, String _, String _) -> name;
            case Difference.Hidden(String name) -> name;
        };
    }

    /// Removes the container that this one has taken the place of, and seals as [#sealing].
    private Change removal() {
        return Change.of(
                Change.Action.DELETE,
                address(),
                "remove the container before this one",
                ShellCall.of("container_tidy"));
    }

    private Change sealing() {
        return Change.of(
                Change.Action.UPDATE,
                address(),
                "keep it from making another cluster where its disk is not mounted",
                ShellCall.of("container_tidy"));
    }

    private ShellCall call(String function) {
        return ShellCall.of(function, spec.options().toArray(String[]::new));
    }

    private static Observed observed(Reply reply) {
        Lines lines = Lines.of(reply);
        return switch (lines.text("engine")) {
            case "absent" -> new Observed.NoEngine();
            case "down" -> new Observed.EngineDown();
            case "up" ->
                    lines.first("status").isEmpty()
                            ? new Observed.Absent()
                            : new Observed.Present(
                                    lines,
                                    lines.first("former").isPresent(),
                                    lines.first("unsealed").isPresent());
            default ->
                    throw new Probe.UnreadableReply(
                            "unknown state of an engine: " + lines.text("engine"));
        };
    }
}

package io.pgprov.resource.container;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Platform.Engine;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The engine that runs the host's container: there, at work, and started with the host.
///
/// One that is there is taken as it is, wherever it came from; one that is missing is installed from the distribution's packages. Podman
/// has no daemon: it works once it is there.
public record ContainerEngine(Engine engine) implements Resource<ContainerEngine.Observed> {

    public sealed interface Observed {

        /// @param installable whether the host has a package manager that pgprov knows
        record Absent(boolean installable) implements Observed {}

        /// Its daemon does not run.
        record Down(boolean startsWithHost) implements Observed {}

        record Up(boolean startsWithHost) implements Observed {}

        /// It is there and does not work.
        record Broken(String reason) implements Observed {}
    }

    public static ContainerEngine from(Arguments arguments) {
        Engine engine = engine(arguments, "name");
        arguments.finish();
        return new ContainerEngine(engine);
    }

    /// Reads the name of an engine.
    static Engine engine(Arguments arguments, String parameter) {
        String name = arguments.text(parameter);
        return Arrays.stream(Engine.values())
                .filter(engine -> engine.program().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        arguments.problem("unknown container engine " + name, "docker or podman"));
    }

    @Override
    public Address address() {
        return new Address("container_engine", engine.program());
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("container_engine_probe"), ContainerEngine::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.Absent(boolean installable) when !installable ->
                    Verdict.refused(
                            "this host has no "
                                    + engine.program()
                                    + ", and no apt-get to install it with",
                            "install it there");
            case Observed.Absent _ -> Verdict.drift(installation());
            case Observed.Down(boolean starts) -> {
                List<Change> changes = new ArrayList<>(starts ? List.of() : List.of(enabling()));
                changes.add(
                        Change.of(
                                        Change.Action.START,
                                        address(),
                                        "start",
                                        ShellCall.of("container_engine_start"))
                                .differing(
                                        List.of(
                                                new Difference.Value(
                                                        "state", "inactive", "running", ""))));
                yield Verdict.of(changes);
            }
            case Observed.Up(boolean starts) ->
                    starts ? Verdict.inSync() : Verdict.drift(enabling());
            case Observed.Broken(String reason) ->
                    Verdict.refused(
                            engine.program() + " is there and does not work: " + reason,
                            "try `" + engine.program() + " info` on this host");
        };
    }

    private Change installation() {
        String[] packages =
                switch (engine) {
                    // without iptables its daemon ends at once, and Debian only recommends it
                    case DOCKER -> new String[] {"docker.io", "iptables"};
                    case PODMAN -> new String[] {"podman", "crun"};
                };
        return Change.of(
                Change.Action.CREATE,
                address(),
                "install " + String.join(" ", packages),
                ShellCall.of("container_engine_install", packages));
    }

    private Change enabling() {
        return Change.of(
                        Change.Action.UPDATE,
                        address(),
                        "start with the host",
                        ShellCall.of("container_engine_enable"))
                .differing(List.of(new Difference.Value("start with the host", "off", "auto", "")));
    }

    private static Observed observed(Reply reply) {
        Lines lines = Lines.of(reply);
        boolean starts = lines.text("boot").equals("auto");
        return switch (lines.text("state")) {
            case "absent" -> new Observed.Absent(lines.first("installable").isPresent());
            case "down" -> new Observed.Down(starts);
            case "up" -> new Observed.Up(starts);
            case "broken" -> new Observed.Broken(lines.text("reason"));
            default ->
                    throw new Probe.UnreadableReply(
                            "unknown state of an engine: " + lines.text("state"));
        };
    }
}

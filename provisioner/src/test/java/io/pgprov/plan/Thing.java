package io.pgprov.plan;

import io.pgprov.model.Address;
import io.pgprov.model.Change;
import io.pgprov.model.Impact;
import io.pgprov.model.Probe;
import io.pgprov.model.Reference;
import io.pgprov.model.Resource;
import io.pgprov.model.ServiceAction;
import io.pgprov.model.Upload;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A resource for tests of the pure core: its observation is a word, and the word decides its verdict.
///
/// `ok` is in sync; `absent` is created, `unsent` too, of a file that is sent before; `reload` and `restart` are updated and need that of the service;
/// `twice` is created, and later needs a restart; `stopped` is started;
/// `unknown` is pending with nothing expected; `later` is pending with a creation expected; `held` is pending with two
/// changes expected that need a restart; `bad` is refused.
public record Thing(String name, List<Reference> after) implements Resource<String> {

    public static Thing of(String name) {
        return new Thing(name, List.of());
    }

    @Override
    public Address address() {
        return new Address("thing", name);
    }

    @Override
    public Probe<String> probe() {
        return new Probe<>(ShellCall.of("thing_probe", name), Reply::word);
    }

    @Override
    public Verdict diff(String observed, View view) {
        return switch (observed) {
            case "ok" -> Verdict.inSync();
            case "absent" -> Verdict.drift(creation());
            case "unsent" -> Verdict.drift(creation().sending(new File(name)));
            case "reload" ->
                    Verdict.drift(update(ServiceAction.Kind.RELOAD).costing(Impact.RELOAD));
            case "restart" ->
                    Verdict.drift(update(ServiceAction.Kind.RESTART).costing(Impact.RESTART));
            case "twice" ->
                    new Verdict.Drift(
                            List.of(creation()),
                            Optional.of(
                                    new Verdict.Pending(
                                            "the primary runs with it",
                                            List.of(
                                                    update(ServiceAction.Kind.RESTART)
                                                            .costing(Impact.RESTART)))));
            case "stopped" ->
                    Verdict.drift(
                            Change.of(
                                    Change.Action.START,
                                    address(),
                                    "start",
                                    ShellCall.of("thing_start", name)));
            case "unknown" -> new Verdict.Pending("the server runs", List.of());
            case "later" -> new Verdict.Pending("the server runs", List.of(creation()));
            case "held" ->
                    new Verdict.Pending(
                            "the primary runs with it",
                            List.of(
                                    update(ServiceAction.Kind.RESTART).costing(Impact.TAKEOVER),
                                    update(ServiceAction.Kind.RESTART).costing(Impact.RESTART)));
            case "bad" -> Verdict.refused(name + " is bad", "look at it");
            default -> throw new Probe.UnreadableReply(observed);
        };
    }

    /// A file of five bytes.
    private record File(String label) implements Upload {
        @Override
        public ShellCall receive(long bytes) {
            return ShellCall.of("thing_receive", label, Long.toString(bytes));
        }

        @Override
        public Body open() throws IOException {
            if (label.contains("gone")) {
                throw new IOException("it is gone");
            }
            return new Body(new ByteArrayInputStream(new byte[5]), 5);
        }
    }

    private Change creation() {
        return Change.create(address(), ShellCall.of("thing_create", name));
    }

    private Change update(ServiceAction.Kind kind) {
        String verb = kind == ServiceAction.Kind.RELOAD ? "reload" : "restart";
        ShellCall call = ShellCall.of("service_" + verb);
        return Change.update(address(), ShellCall.of("thing_update", name))
                .then(new ServiceAction(new Address("service", "postgresql"), kind, call, name));
    }
}

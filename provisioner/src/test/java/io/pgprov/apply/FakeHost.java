package io.pgprov.apply;

import io.pgprov.model.Address;
import io.pgprov.model.DesiredHost;
import io.pgprov.model.HostName;
import io.pgprov.model.HostSnapshot;
import io.pgprov.model.Problem;
import io.pgprov.model.Server;
import io.pgprov.model.Task;
import io.pgprov.model.Upload;
import io.pgprov.plan.Seen;
import io.pgprov.shell.HostScript;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ReplyReader.Signal;
import io.pgprov.ssh.Connection;
import io.pgprov.ssh.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/// A host in memory for tests of the run: it knows things by their word, and calls change the words.
final class FakeHost implements Connection {

    private final HostName name;
    private Server server;
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, UnaryOperator<Map<String, String>>> behaviour = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    boolean locked;
    boolean holding;
    Optional<String> refuses = Optional.empty();
    Optional<String> dropsAt = Optional.empty();
    Optional<String> takenOver = Optional.empty();

    FakeHost(String name, Server server, Map<String, String> words) {
        this.name = new HostName(name);
        this.server = server;
        this.words.putAll(words);
    }

    HostName name() {
        return name;
    }

    /// Changes by itself, as what an earlier run left at work does.
    void become(String thing, String word) {
        words.put(thing, word);
    }

    void become(Server other) {
        server = other;
    }

    /// What a call does to the words, instead of making its thing `ok`.
    void when(String call, UnaryOperator<Map<String, String>> effect) {
        behaviour.put(call, effect);
    }

    HostSnapshot seen(DesiredHost host) {
        Map<Address, Reply> replies = new HashMap<>();
        for (Task task : host.tasks()) {
            Address address = task.resource().address();
            replies.put(address, new Reply(0, words.get(address.name()), ""));
        }
        return new HostSnapshot.Seen(Seen.facts(), server, replies);
    }

    @Override
    public Transcript send(HostScript script, Upload.Body file, LongConsumer sent) {
        String call = script.calls().getFirst().call().function();
        calls.add(call);
        if (dropsAt.equals(Optional.of(call))) {
            return new Transcript(Map.of(), Optional.of(Problem.of("the connection was lost", "")));
        }
        try {
            sent.accept(file.stream().readAllBytes().length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int status = refuses.equals(Optional.of(call)) ? 1 : 0;
        return new Transcript(
                Map.of(
                        script.calls().getFirst().id(),
                        new Reply(status, "", status == 0 ? "" : "no space is left")),
                Optional.empty());
    }

    @Override
    public Transcript run(HostScript script, Consumer<Signal> listener) {
        Map<String, Reply> replies = new HashMap<>();
        boolean failed = false;
        for (HostScript.Entry entry : script.calls()) {
            String call = entry.call().function();
            String thing =
                    entry.call().arguments().isEmpty()
                            ? ""
                            : entry.call().arguments().getFirst().text();
            if (dropsAt.equals(Optional.of(call))) {
                return new Transcript(
                        replies, Optional.of(Problem.of("connection lost", "run again")));
            }
            Reply reply = failed ? new Reply(Reply.NOT_RUN, "", "") : call(call, thing);
            failed = !reply.ok();
            replies.put(entry.id(), reply);
            listener.accept(new Signal.Replied(entry.id(), reply));
        }
        return new Transcript(replies, Optional.empty());
    }

    private Reply call(String call, String thing) {
        if (call.equals("lock_guard")) {
            return takenOver.isEmpty()
                    ? new Reply(0, "", "")
                    : new Reply(1, "", "another has taken over: " + takenOver.get());
        }
        calls.add((call + " " + thing).strip());
        UnaryOperator<Map<String, String>> effect = behaviour.get(call);
        if (effect == null) {
            words.put(thing, "ok");
            return new Reply(0, "", "");
        }
        Map<String, String> after = effect.apply(new HashMap<>(words));
        if (after.containsKey("fail")) {
            return new Reply(1, "", after.get("fail"));
        }
        words.putAll(after);
        return new Reply(0, "", "");
    }

    @Override
    public Session hold(HostScript script, Consumer<Signal> listener) {
        Reply reply =
                locked ? new Reply(75, "", "ana@control1, process 4711") : new Reply(0, "", "");
        boolean lost = dropsAt.equals(Optional.of("lock_take"));
        holding = !locked && !lost;
        return new Session() {
            @Override
            public Transcript transcript() {
                return lost
                        ? new Transcript(
                                Map.of(), Optional.of(Problem.of("connection lost", "run again")))
                        : new Transcript(Map.of("run", reply), Optional.empty());
            }

            @Override
            public void close() {
                holding = false;
            }
        };
    }

    @Override
    public void close() {}
}

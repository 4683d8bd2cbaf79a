package io.pgprov.resource.os;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Change;
import io.pgprov.model.Content;
import io.pgprov.model.Probe;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;

/// A pair of scripts of the user's own, run by `sh` as root: one that looks and one that mends.
///
/// @param name what it is called in plans
/// @param look text of the probe; exit status 0 means in sync, 1 drift, anything else a failure; at most 60 seconds
/// @param apply text of what mends it; exit status 0 means done; at most an hour
public record Script(String name, String look, Content apply) implements Resource<Script.Observed> {

    public sealed interface Observed {
        record InSync() implements Observed {}

        record Drift() implements Observed {}

        /// @param status exit status; 124 where it took too long
        /// @param reason its last words
        record Failed(int status, String reason) implements Observed {}
    }

    public static Script from(Arguments arguments) {
        String name = arguments.text("name");
        String look = arguments.text("probe");
        Content apply = arguments.content("apply");
        arguments.finish();
        return new Script(name, look, apply);
    }

    @Override
    public Address address() {
        return new Address("script", name);
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("script_probe", look), Script::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.InSync() -> Verdict.inSync();
            case Observed.Drift() ->
                    Verdict.drift(
                            Change.of(
                                    Change.Action.UPDATE,
                                    address(),
                                    "run",
                                    ShellCall.of("script_apply", apply.render(view))));
            case Observed.Failed(int status, String reason) ->
                    Verdict.refused(
                            "the probe of "
                                    + address()
                                    + " ended with status "
                                    + status
                                    + (reason.isEmpty() ? "" : ": " + reason),
                            "let it end with 0 for in sync or 1 for drift, within 60 seconds");
        };
    }

    private static Observed observed(Reply reply) {
        return switch (reply.word()) {
            case "0" -> new Observed.InSync();
            case "1" -> new Observed.Drift();
            case String word when word.matches("\\d{1,3}") ->
                    new Observed.Failed(Integer.parseInt(word), reply.lastErrorLines(3));
            case String word -> throw new Probe.UnreadableReply("not an exit status: " + word);
        };
    }
}

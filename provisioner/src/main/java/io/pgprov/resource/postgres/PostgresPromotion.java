package io.pgprov.resource.postgres;

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
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.List;

/// The end of standby mode on a server that no longer belongs to a replication group: promotion, which starts a new timeline.
///
/// It is never inferred for a member of a group. It is refused while the server that it streamed from answers: two servers would take
/// writes. Deleting `standby.signal` instead would let both write on one timeline unseen.
public record PostgresPromotion() implements Resource<PostgresPromotion.Observed> {

    /// What was seen of the standby's upstream.
    public sealed interface Observed {
        /// No standby, or one whose upstream does not answer.
        record Alone() implements Observed {}

        /// A server of the same system identifier answers.
        ///
        /// @param upstream where it was found: `pg1:5432`
        record Upstream(String upstream) implements Observed {}

        /// A standby that follows nobody, or somebody who cannot be named: whether another server takes writes cannot be told.
        record UnknownUpstream() implements Observed {}
    }

    public static PostgresPromotion from(Arguments arguments) {
        arguments.finish();
        return new PostgresPromotion();
    }

    @Override
    public Address address() {
        return new Address("postgres_promotion", "standalone");
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("postgres_promotion_probe"), PostgresPromotion::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        Server server = view.server();
        if (!server.standby()) {
            return Verdict.inSync();
        }
        if (server.up().isEmpty()) {
            return Verdict.refused(
                    view.host()
                            + " is a standby that does not run, and the inventory wants it standalone",
                    "start it, so that the server that it follows can be asked, then apply again");
        }
        return switch (observed) {
            case Observed.Upstream(String upstream) ->
                    Verdict.refused(
                            view.host()
                                    + " is a standby of "
                                    + upstream
                                    + ", which answers, and the inventory wants it standalone",
                            "give "
                                    + view.host()
                                    + " its HA variables back, or stop "
                                    + upstream
                                    + " for good before this one takes writes");
            case Observed.UnknownUpstream() ->
                    Verdict.refused(
                            view.host()
                                    + " is a standby, its upstream is not known, and the inventory"
                                    + " wants it standalone",
                            "give "
                                    + view.host()
                                    + " its HA variables back; or make sure that no other server of"
                                    + " its cluster takes writes, and promote it by hand: SELECT"
                                    + " pg_promote()");
            case Observed.Alone() -> Verdict.drift(promotion());
        };
    }

    private Change promotion() {
        return Change.of(
                        Change.Action.UPDATE,
                        address(),
                        "promote: it stops being a standby for good",
                        ShellCall.of("postgres_promotion_promote"))
                .differing(
                        List.of(
                                new Difference.Value(
                                        "role",
                                        "standby",
                                        "standalone",
                                        "HA variables were removed")))
                .costing(Impact.DATA_LOSS);
    }

    private static Observed observed(Reply reply) {
        String upstream = reply.word();
        return switch (upstream) {
            case "" -> new Observed.Alone();
            case "unknown" -> new Observed.UnknownUpstream();
            default -> new Observed.Upstream(upstream);
        };
    }
}

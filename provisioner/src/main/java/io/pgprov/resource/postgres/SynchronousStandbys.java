package io.pgprov.resource.postgres;

import io.pgprov.model.Member;
import io.pgprov.model.Server;
import io.pgprov.model.View;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which standbys a commit waits for.
///
/// @param count how many of them must have a commit, from 1
/// @param names application names; empty for all members of the group
public record SynchronousStandbys(int count, List<String> names) {

    public SynchronousStandbys {
        names = List.copyOf(names);
        if (count < 1) {
            throw new IllegalArgumentException("not a number of standbys: " + count);
        }
    }

    /// The value of `synchronous_standby_names` on one member: `ANY 1 ("pg2","pg3")`.
    ///
    /// Every member gets it, so that it holds after a switchover too; on each it names the others, because a server is not
    /// its own standby. Empty where fewer than `count` others are named: as a primary, that member would wait for ever.
    Optional<String> value(View view) {
        List<String> candidates = candidates(view, view.member());
        return candidates.size() < count
                ? Optional.empty()
                : Optional.of(
                        candidates.stream()
                                .map(name -> '"' + name.replace("\"", "\"\"") + '"')
                                .collect(Collectors.joining(",", "ANY " + count + " (", ")")));
    }

    /// Whether as many of the standbys as a commit would wait for stream from the primary now.
    boolean enoughStream(View view) {
        List<String> candidates = candidates(view, view.group().primary());
        return view.primary().flatMap(Server::up).stream()
                        .flatMap(up -> up.senders().stream())
                        .filter(Server.Sender::streaming)
                        .map(Server.Sender::applicationName)
                        .filter(candidates::contains)
                        .distinct()
                        .count()
                >= count;
    }

    String until() {
        return count == 1 ? "a standby streams" : count + " standbys stream";
    }

    private List<String> candidates(View view, Member server) {
        List<String> all =
                names.isEmpty()
                        ? view.group().members().stream().map(Member::applicationName).toList()
                        : names;
        return all.stream()
                .distinct()
                .filter(name -> !name.equals(server.applicationName()))
                .toList();
    }
}

package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Arguments;
import io.pgprov.model.Probe;
import io.pgprov.model.Problem;
import io.pgprov.model.Resource;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.Reply;
import io.pgprov.shell.ShellCall;
import java.util.ArrayList;
import java.util.List;

/// The slots of a server as a whole: nobody's slots, and those whose WAL is about to be removed.
///
/// A slot that no consumer uses keeps WAL until the disk or its ceiling is full. It may belong to somebody whom the inventory does not
/// know, so it is reported and never dropped.
///
/// @param known names of the slots that members use
public record ReplicationSlots(List<String> known) implements Resource<ReplicationSlots.Observed> {

    /// What was seen of the slots.
    public sealed interface Observed {
        record ServerDown() implements Observed {}

        record Slots(List<Slot> slots) implements Observed {
            public Slots {
                slots = List.copyOf(slots);
            }
        }
    }

    /// A slot that is not in use, or whose WAL is in danger.
    ///
    /// @param walStatus `reserved`, `extended`, `unreserved` or `lost`
    /// @param keptBytes bytes of WAL that it keeps
    public record Slot(String name, boolean active, String walStatus, long keptBytes) {}

    public ReplicationSlots {
        known = List.copyOf(known);
    }

    public static ReplicationSlots from(Arguments arguments) {
        List<String> known = new ArrayList<>();
        for (Arguments member : arguments.list("members")) {
            known.add(member.text("slot"));
        }
        arguments.finish();
        return new ReplicationSlots(known);
    }

    @Override
    public Address address() {
        return new Address("replication_slots", "all");
    }

    @Override
    public Probe<Observed> probe() {
        return new Probe<>(ShellCall.of("replication_slots_probe"), ReplicationSlots::observed);
    }

    @Override
    public Verdict diff(Observed observed, View view) {
        return switch (observed) {
            case Observed.ServerDown() -> Verdict.inSync();
            case Observed.Slots(List<Slot> slots) -> judged(slots);
        };
    }

    private Verdict judged(List<Slot> slots) {
        List<String> wrong = new ArrayList<>();
        List<String> next = new ArrayList<>();
        for (Slot slot : slots) {
            if (!known.contains(slot.name()) && !slot.active()) {
                wrong.add(
                        "slot %s is nobody's and keeps %d MB of WAL"
                                .formatted(slot.name(), slot.keptBytes() >> 20));
                next.add("SELECT pg_drop_replication_slot('" + slot.name() + "')");
            } else if (slot.walStatus().equals("unreserved")) {
                wrong.add("slot " + slot.name() + " will lose its WAL at the next checkpoint");
                next.add("bring its consumer back now, or raise max_slot_wal_keep_size");
            }
        }
        if (wrong.isEmpty()) {
            return Verdict.inSync();
        }
        return new Verdict.Noted(
                Problem.of(
                        String.join("; ", wrong),
                        "if nobody needs it: " + String.join("; ", next)));
    }

    private static Observed observed(Reply reply) {
        if (reply.word().equals("down")) {
            return new Observed.ServerDown();
        }
        List<Slot> slots = new ArrayList<>();
        for (String line : reply.out().lines().toList()) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 4) {
                throw new Probe.UnreadableReply("not a slot: " + line);
            }
            slots.add(
                    new Slot(
                            fields[0],
                            fields[1].equals("t"),
                            fields[2],
                            Long.parseLong(fields[3])));
        }
        return new Observed.Slots(slots);
    }
}

package io.pgprov.model;

import io.pgprov.shell.ShellCall;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One change of one resource on one host.
///
/// The call re-checks on the host what was observed, as far as data could be lost otherwise, and fails rather than
/// overwrite.
///
/// @param subject the resource as people find it on its host: its address, with the host's own directories once they are known
/// @param summary a few words for people: `add slot pg2`
/// @param then what the service must do afterwards
/// @param upload what the host must have been sent before
public record Change(
        Address address,
        String subject,
        Action action,
        String summary,
        List<Difference> differences,
        Impact impact,
        ShellCall call,
        Optional<ServiceAction> then,
        Optional<Upload> upload) {

    public enum Action {
        CREATE,
        UPDATE,
        DELETE,
        /// A base backup, which takes long and reports progress.
        CLONE,
        START,
        RELOAD,
        RESTART;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Change {
        differences = List.copyOf(differences);
    }

    public static Change of(Action action, Address address, String summary, ShellCall call) {
        return new Change(
                address,
                address.toString(),
                action,
                summary,
                List.of(),
                Impact.NONE,
                call,
                Optional.empty(),
                Optional.empty());
    }

    public static Change create(Address address, ShellCall call) {
        return of(Action.CREATE, address, "create", call);
    }

    public static Change update(Address address, ShellCall call) {
        return of(Action.UPDATE, address, "update", call);
    }

    public Change differing(List<Difference> more) {
        return new Change(address, subject, action, summary, more, impact, call, then, upload);
    }

    public Change costing(Impact cost) {
        return new Change(address, subject, action, summary, differences, cost, call, then, upload);
    }

    /// The same change in other words.
    public Change summarised(String words) {
        return new Change(address, subject, action, words, differences, impact, call, then, upload);
    }

    /// The same change, needing this of a service afterwards.
    public Change then(ServiceAction service) {
        return new Change(
                address,
                subject,
                action,
                summary,
                differences,
                impact,
                call,
                Optional.of(service),
                upload);
    }

    /// The same change, needing this on the host before.
    public Change sending(Upload file) {
        return new Change(
                address,
                subject,
                action,
                summary,
                differences,
                impact,
                call,
                then,
                Optional.of(file));
    }

    /// This change as it is shown of a host that keeps things in these directories.
    public Change in(Directories directories) {
        return new Change(
                address,
                address.in(directories),
                action,
                directories.resolve(summary),
                differences.stream().map(difference -> difference.in(directories)).toList(),
                impact,
                call,
                then,
                upload);
    }

    /// This change with another's reason added: one reload or restart for several that ask for it.
    public Change merged(Change other) {
        String more = other.summary.replaceFirst("^(restart|reload) for ", "");
        String both = summary.contains(more) ? summary : summary + ", " + more;
        return new Change(address, subject, action, both, differences, impact, call, then, upload);
    }
}

package io.pgprov.resource.postgres;

import io.pgprov.model.Address;
import io.pgprov.model.Server;
import io.pgprov.model.Verdict;
import io.pgprov.model.View;
import io.pgprov.shell.PlatformDirectory;
import java.util.List;

/// The refusals that all resources around a data directory share: what stands there is named and left alone.
final class DataDirectories {

    private DataDirectories() {}

    static String path(View view) {
        return view.facts().directories().path(PlatformDirectory.PG_DATA_DIR);
    }

    /// A server is not moved: a new and empty one beside it would be taken for it.
    ///
    /// @param found where its configuration has its data
    static Verdict elsewhere(Address server, String found, String wanted) {
        return Verdict.refused(
                server + " has its data in " + found + ", not in " + wanted,
                "set pg_data_dir: " + found + "; pgprov moves no data");
    }

    /// A server is not moved into a container or out of it: a new and empty one beside it would be taken for it.
    ///
    /// @param found where it is: `in a container, by /var/lib/pgprov/15/main`
    static Verdict otherDeployment(Address server, String found) {
        return Verdict.refused(
                server + " is there already, " + found,
                "set deployment to what it is, or another pg_instance; pgprov moves no data. Where nobody"
                        + " needs it any more, stop that server and move its directories away");
    }

    /// A container would write its own configuration into a cluster that it is given.
    ///
    /// @param adoption the command by which an administrator says that the cluster is to be the container's
    static Verdict stranger(String path, String identifier, String adoption) {
        return Verdict.refused(
                path
                        + " holds a cluster (system identifier "
                        + identifier
                        + ") that was not made for this container",
                "set pg_data_dir to another directory; or, if that cluster is to be this container's, which will"
                        + " write its settings and access rules there, stop what runs it and say so: "
                        + adoption);
    }

    /// A cluster of somebody's on a bare host.
    ///
    /// @param integration the command by which an administrator makes it the platform's
    static Verdict unknown(Address server, String path, String identifier, String integration) {
        return Verdict.refused(
                "%s holds a cluster (system identifier %s) that the platform does not know as %s"
                        .formatted(path, identifier, server),
                "if it is the one that is wanted, integrate it: " + integration);
    }

    /// What the platform knows is not made anew: its disk may be away.
    ///
    /// @param what would be made: `cluster`
    /// @param forget what makes the platform forget it
    static Verdict lost(Address server, String path, String what, String forget) {
        return Verdict.refused(
                "the configuration of "
                        + server
                        + " is there, but its data directory "
                        + path
                        + " holds nothing",
                "mount its disk; only where its data is lost for good, and a new "
                        + what
                        + " is wanted: "
                        + forget);
    }

    static Verdict foreign(String path, List<String> entries) {
        return Verdict.refused(
                path + " is not empty and holds no cluster: " + String.join(", ", entries),
                "move these away, or set pg_data_dir to another directory");
    }

    /// A cluster of another version is unreadable where that version is not installed.
    ///
    /// @param wanted major version, or empty where it is not known
    static Verdict unreadable(String path, Server.DataDirectory.Unreadable cluster, String wanted) {
        if (!wanted.isEmpty()
                && !cluster.version().equals(wanted)
                && cluster.version().matches("\\d{1,3}(\\.\\d{1,3})?")) {
            return otherVersion(path, cluster.version(), wanted);
        }
        return Verdict.refused(
                path + " holds a cluster that cannot be read: " + cluster.reason(),
                "look at it by hand; pgprov does not touch it");
    }

    static Verdict otherVersion(String path, String found, String wanted) {
        return Verdict.refused(
                path + " holds a cluster of PostgreSQL " + found + ", not " + wanted,
                "set pg_version: " + found + ", or upgrade it by hand first (pg_upgradecluster)");
    }

    /// `initdb` refuses such a directory, and so would a base backup taken from it.
    static Verdict lostFound(String path) {
        return Verdict.refused(
                path + " is the top of a filesystem and holds lost+found",
                "use a directory below it: pg_data_dir: " + path + "/data");
    }
}

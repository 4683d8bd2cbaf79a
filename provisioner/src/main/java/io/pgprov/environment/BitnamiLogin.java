package io.pgprov.environment;

import io.pgprov.environment.Reading.Found;
import io.pgprov.model.Origin;
import io.pgprov.model.ServerRole;
import java.util.List;
import java.util.Optional;

/// Who may log in to a new server of bitnami's, and to which database. There a user of one's own is no superuser; here `POSTGRES_USER` is
/// the superuser, as in the official image.
final class BitnamiLogin {

    private static final String USER = "POSTGRESQL_USERNAME";
    private static final String PASSWORD = "POSTGRESQL_PASSWORD";
    private static final String SUPERUSER_PASSWORD = "POSTGRESQL_POSTGRES_PASSWORD";
    private static final String DATABASE = "POSTGRESQL_DATABASE";

    private final Reading reading;
    private final Result result;
    private final Remarks remarks;

    BitnamiLogin(Reading reading, Result result) {
        this.reading = reading;
        this.result = result;
        this.remarks = reading.remarks();
    }

    void translate(ServerRole role, Origin service) {
        Optional<Found> user =
                reading.find(USER).filter(u -> u.inFile() || !u.value().equals("postgres"));
        if (role == ServerRole.REPLICA) {
            replica(user);
            return;
        }
        if (user.isEmpty()) {
            reading.find(PASSWORD).ifPresent(p -> result.put("POSTGRES_PASSWORD", p));
            reading.find(DATABASE).ifPresent(d -> result.put("POSTGRES_DB", d));
            reading.find(SUPERUSER_PASSWORD)
                    .ifPresent(p ->
                            remarks.note(
                                    p.origin(),
                                    p.written() + " has no effect where postgres is the user",
                                    ""));
        } else if (reading.isFound(SUPERUSER_PASSWORD)) {
            superuserAndUser(user.get());
        } else {
            userAlone(user.get());
        }
        emptyPassword(service);
        reading.find("POSTGRESQL_INITDB_ARGS")
                .ifPresent(a -> result.put("POSTGRES_INITDB_ARGS", a));
        reading.find("POSTGRESQL_INITDB_WAL_DIR")
                .ifPresent(w -> result.put("POSTGRES_INITDB_WALDIR", w));
    }

    private void replica(Optional<Found> user) {
        for (String name :
                List.of(
                        PASSWORD,
                        SUPERUSER_PASSWORD,
                        DATABASE,
                        "POSTGRESQL_INITDB_ARGS",
                        "POSTGRESQL_INITDB_WAL_DIR",
                        "ALLOW_EMPTY_PASSWORD")) {
            reading.find(name)
                    .ifPresent(v ->
                            remarks.note(
                                    v.origin(),
                                    v.written()
                                            + " is left out: a replica has what its primary has",
                                    ""));
        }
        user.filter(_ -> !reading.isFound(SUPERUSER_PASSWORD))
                .ifPresent(u -> result.put("POSTGRES_USER", u));
    }

    /// The bootstrap superuser stays `postgres`, as in the data directories of that image.
    private void superuserAndUser(Found user) {
        Found password = reading.find(SUPERUSER_PASSWORD).orElseThrow();
        result.put("POSTGRES_USER", "postgres", password.origin());
        result.put("POSTGRES_PASSWORD", password);
        reading.find(DATABASE).ifPresent(d -> result.put("POSTGRES_DB", d));
        remarks.warning(
                user.origin(),
                user.written() + ": no variable makes a role beside the superuser",
                "a data directory or dump of yours has it; for an empty one, in an init script:"
                        + " CREATE ROLE ... LOGIN CREATEDB PASSWORD ...; ALTER DATABASE ... OWNER TO"
                        + " ...");
        reading.find(PASSWORD)
                .ifPresent(p ->
                        remarks.warning(
                                p.origin(),
                                p.written() + " is left out with the role that it belongs to",
                                "give it to the init script, best as a mounted file"));
    }

    private void userAlone(Found user) {
        result.put("POSTGRES_USER", user);
        reading.find(PASSWORD).ifPresent(p -> result.put("POSTGRES_PASSWORD", p));
        reading.find(DATABASE)
                .ifPresentOrElse(
                        d -> result.put("POSTGRES_DB", d),
                        () -> result.put("POSTGRES_DB", "postgres", user.origin()));
        remarks.warning(
                user.origin(),
                "POSTGRES_USER is the superuser of a new server; "
                        + user.written()
                        + " was none, and here there is no role postgres",
                "for a data directory or dump of yours, or to keep it without that power, set"
                        + " POSTGRES_USER=postgres with a password of its own, and make the role in an"
                        + " init script");
    }

    private void emptyPassword(Origin service) {
        boolean none =
                result.get("POSTGRES_PASSWORD").isEmpty()
                        && result.get("POSTGRES_PASSWORD_FILE").isEmpty();
        boolean allowed = reading.isYes("ALLOW_EMPTY_PASSWORD");
        if (none && allowed) {
            Origin origin = reading.find("ALLOW_EMPTY_PASSWORD").orElseThrow().origin();
            result.put("POSTGRES_HOST_AUTH_METHOD", "trust", origin);
            remarks.warning(
                    origin,
                    "whoever reaches the port is let in without a password, as before",
                    "set POSTGRESQL_PASSWORD instead");
        } else if (none && reading.isComplete()) {
            remarks.warning(
                    service,
                    "no password: a new server is not made without one",
                    "set POSTGRESQL_PASSWORD or POSTGRESQL_PASSWORD_FILE");
        }
    }
}

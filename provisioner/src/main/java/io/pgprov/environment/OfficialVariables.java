package io.pgprov.environment;

import io.pgprov.environment.Treatment.As;
import io.pgprov.environment.Treatment.Lost;
import io.pgprov.environment.Treatment.Setting;
import java.util.Set;

/// The variables of the official image (`docker-library/postgres`, `docker-entrypoint.sh`, and its page in `docker-library/docs`).
final class OfficialVariables extends KnownVariables {

    OfficialVariables() {
        super(Set.of("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"));
        add("POSTGRES_USER", new As("POSTGRES_USER"));
        add("POSTGRES_PASSWORD", new As("POSTGRES_PASSWORD"));
        add("POSTGRES_DB", new As("POSTGRES_DB"));
        add("POSTGRES_INITDB_ARGS", new As("POSTGRES_INITDB_ARGS"));
        add("POSTGRES_INITDB_WALDIR", new As("POSTGRES_INITDB_WALDIR"), "POSTGRES_INITDB_XLOGDIR");
        add("POSTGRES_HOST_AUTH_METHOD", new As("POSTGRES_HOST_AUTH_METHOD"));
        add("PGDATA", new As("PGDATA"));
        add("PGPORT", new Setting("port"));
        locale();
        all(
                new Lost(
                        "a variable of libpq, for init scripts only",
                        "give it to psql in the init script that needs it"),
                "PG",
                "HOST",
                "USER",
                "PASSWORD",
                "DATABASE",
                "OPTIONS",
                "SSLMODE",
                "TZ",
                "CONNECT_TIMEOUT");
        itsOwn("GOSU_VERSION", "PG_MAJOR", "PG_VERSION", "PG_SHA256", "DOCKER_PG_LLVM_DEPS");
    }
}

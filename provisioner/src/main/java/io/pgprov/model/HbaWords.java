package io.pgprov.model;

import java.util.Set;

/// The fixed words of `pg_hba.conf` (PostgreSQL 18 manual, 20.1).
public final class HbaWords {

    /// Connection types.
    public static final Set<String> TYPES =
            Set.of("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");

    /// Authentication methods that Debian's builds know.
    public static final Set<String> METHODS =
            Set.of(
                    "trust",
                    "reject",
                    "scram-sha-256",
                    "md5",
                    "password",
                    "gss",
                    "sspi",
                    "ident",
                    "peer",
                    "pam",
                    "ldap",
                    "radius",
                    "cert",
                    "oauth");

    private HbaWords() {}
}

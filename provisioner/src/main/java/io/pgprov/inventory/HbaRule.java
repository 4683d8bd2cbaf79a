package io.pgprov.inventory;

import io.pgprov.model.Origin;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A rule of the user's for `pg_hba.conf`; names are plain, and become quoted where the file is written.
///
/// @param type `local`, `host`, `hostssl`, …
/// @param databases at least one; `all`, `replication`, `sameuser` and `samerole` are the keywords
/// @param users at least one; `all` is the keyword, `+name` members of a role
/// @param address CIDR, host name, `all`, `samehost` or `samenet`; empty for `local`
/// @param method `scram-sha-256`, `peer`, …
/// @param options of the method, in order
public record HbaRule(
        Origin origin,
        String type,
        List<String> databases,
        List<String> users,
        String address,
        String method,
        Map<String, String> options) {

    public HbaRule {
        databases = List.copyOf(databases);
        users = List.copyOf(users);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}

package io.pgprov.resource.postgres;

import io.pgprov.model.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a database role may do (manual, CREATE ROLE).
///
/// @param connectionLimit how many connections it may have at once, -1 for any number
public record RoleAttributes(
        boolean login,
        boolean replication,
        boolean superuser,
        boolean createdb,
        boolean createrole,
        boolean inherit,
        boolean bypassrls,
        int connectionLimit) {

    /// Each attribute and its value as text, in a fixed order.
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        flags().forEach((name, flag) -> words.put(name, flag.toString()));
        words.put("connection_limit", Integer.toString(connectionLimit));
        return words;
    }

    /// `LOGIN`, `NOSUPERUSER` and so on: every one, so that one gained by hand is taken away.
    List<String> keywords() {
        List<String> keywords = new ArrayList<>();
        flags().forEach((name, flag) ->
                keywords.add((flag ? "" : "NO") + name.toUpperCase(java.util.Locale.ROOT)));
        return keywords;
    }

    /// What has to change to get from these attributes to the wanted ones.
    List<Difference> differences(RoleAttributes wanted) {
        List<Difference> differences = new ArrayList<>();
        Map<String, String> now = words();
        wanted.words()
                .forEach((name, value) -> {
                    if (!value.equals(now.get(name))) {
                        differences.add(new Difference.Value(name, now.get(name), value, ""));
                    }
                });
        return differences;
    }

    private Map<String, Boolean> flags() {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        flags.put("login", login);
        flags.put("replication", replication);
        flags.put("superuser", superuser);
        flags.put("createdb", createdb);
        flags.put("createrole", createrole);
        flags.put("inherit", inherit);
        flags.put("bypassrls", bypassrls);
        return flags;
    }
}

# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# Variables that are none of ours and nearly spell one: in a container, where others have variables too, a warning.

# warn_near_names: warns of each exported variable whose name is near one that the image knows
warn_near_names() {
    local name likely
    while read -r name likely; do
        log_warning "unknown variable $name, did you mean $likely?"
    done < <(near_names)
}

# near_names: prints pairs of an exported name and the known one that it nearly spells, by the rule that inventories have: at most
# one edit in names of less than twelve letters, two in longer ones. Of POSTGRESQL_CONFIG_<name> that is the part before the name.
near_names() {
    {
        printf 'known %s\n' "${native_variables[@]}" "${later_variables[@]}" "${initdb_variables[@]}" "${file_variables[@]}"
        compgen -e | sed 's/^/set /'
    } | awk '
        function least(a, b) { return a < b ? a : b }
        function distance(a, b,   d, i, j, same) {
            for (i = 0; i <= length(a); i++) {
                for (j = 0; j <= length(b); j++) {
                    if (i == 0 || j == 0) { d[i, j] = i + j; continue }
                    same = substr(a, i, 1) == substr(b, j, 1)
                    d[i, j] = least(least(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + !same)
                    if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
                        d[i, j] = least(d[i, j], d[i - 2, j - 2] + 1)
                }
            }
            return d[length(a), length(b)]
        }
        $1 == "known" { known[$2] = 1; next }
        $2 in known { next }
        # of the image of bitnami, and no settings
        $2 == "POSTGRESQL_CONF_DIR" || $2 == "POSTGRESQL_CONF_FILE" { next }
        {
            name = toupper($2)
            family = "POSTGRESQL_CONFIG_"
            apart = match(name, /^[A-Z]+_[A-Z]+_./) ? RLENGTH - 1 - length(family) : 3
            if (apart >= -2 && apart <= 2 && substr($2, 1, RLENGTH - 1) != family && distance(substr(name, 1, RLENGTH - 1), family) <= 2) {
                print $2, family substr($2, RLENGTH)
                next
            }
            most = length(name) < 12 ? 1 : 2
            best = most + 1
            for (other in known) {
                apart = length(other) - length(name)
                if (apart > most || -apart > most) continue
                edits = distance(name, other)
                if (edits < best || (edits == best && edits <= most && other < likely)) { best = edits; likely = other }
            }
            if (best <= most) print $2, likely
        }'
}

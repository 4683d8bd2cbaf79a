#!/usr/bin/env bats
# Start times, within what was promised: 15 s for a primary, 60 s for a replica of an empty database.

load ../helpers.bash

@test "start times" {
    local figures
    figures=$(PGPROV_IMAGE=$image "$root/test/figures")
    printf '# %s\n' "${figures//$'\n'/$'\n# '}" >&3
    # a first start and a later one of each
    awk -F '  +' '
        /^primary, / && $2 + 0 > 0 && $2 + 0 <= 15 { primaries++ }
        /^replica, / && $2 + 0 > 0 && $2 + 0 <= 60 { replicas++ }
        END { exit !(primaries == 2 && replicas == 2) }' <<<"$figures"
}

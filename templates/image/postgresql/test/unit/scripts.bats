#!/usr/bin/env bats
# The scripts as such.

load ../helpers.bash

@test "shellcheck finds nothing, in the whole and in each file" {
    cd "$root"
    shellcheck -x entrypoint.sh
    shellcheck -x entrypoint.sh entrypoint.d/scripts/*/*.sh install.sh test/run test/figures test/contract/generate test/*.bash test/contract/*.bash test/contract/*.sh
    # variables reach functions of helpers.bash, and single quotes hold text for shells inside containers
    shellcheck -x -e SC2016,SC2030,SC2031,SC2034,SC2086,SC2154 test/*/*.bats
}

@test "every function says in a line what it is, and fits a screen" {
    local file
    for file in "$root"/entrypoint.sh "$root"/entrypoint.d/scripts/*/*.sh; do
        awk -v file="$file" '
            /^[a-z_]+\(\) \{/ {
                name = $1; sub(/\(.*/, "", name); from = NR
                if (comment !~ "^# " name "[: ]") { print file ": " name " has no comment"; bad = 1 }
                if ($0 ~ /\}$/) name = ""
            }
            /^}/ && name != "" { if (NR - from > 40) { print file ": " name " has " NR - from " lines"; bad = 1 }; name = "" }
            { if ($0 !~ /^# / || previous !~ /^# /) comment = $0; previous = $0 }
            END { exit bad }' "$file"
    done
}

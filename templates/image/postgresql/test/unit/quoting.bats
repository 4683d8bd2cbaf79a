#!/usr/bin/env bats
# Text that means something to one of PostgreSQL's languages, as it is written there.

load ../helpers.bash

setup() {
    # shellcheck source=/dev/null
    . "$root/entrypoint.d/scripts/utils/sql.sh"
    # shellcheck source=/dev/null
    . "$root/entrypoint.d/scripts/init/03-config.sh"
    text="it's \"me\" \\ & \$x %s"
}

@test "psql's variables" { [ "$(sql_set name "$text")" = "\\set name 'it''s \"me\" \\\\ & \$x %s'" ]; }

@test "words of a connection string" { [ "$(conninfo_word host "$text")" = "host='it\\'s \"me\" \\\\ & \$x %s'" ]; }

@test "lines of postgresql.conf" { [ "$(setting_line a.b "$text")" = "a.b = 'it''s \"me\" \\\\ & \$x %s'" ]; }

@test "names of roles in pg_hba.conf, where from 16 on a slash begins a pattern" {
    local -A wanted=([major]=15)
    [ "$(access_name '/it.s "me"')" = '"/it.s ""me"""' ]
    wanted[major]=16
    [ "$(access_name '/it.s "me"')" = '"/^\/it\.s \""me\""$"' ]
    [ "$(access_name "$text")" = "$(quoted_name "$text")" ]
}

@test "our rows come first, anew at each start, and what is below the line END is left" {
    local file=$BATS_TEST_TMPDIR/pg_hba.conf
    # as a former release wrote it
    printf '%s\n' '# BEGIN rows of the image: of old' old '# END rows of the image' 'mine' >"$file"
    put_block "$file" <<<new
    [ "$(cat "$file")" = "$block_begin"$'\nnew\n# END rows of the image\nmine' ]
    [[ $block_begin == *"put rows of your own below the line END" ]]
    put_block "$file" </dev/null
    [ "$(cat "$file")" = mine ]
}

@test "names in double quotes" { [ "$(quoted_name "$text")" = "\"it's \"\"me\"\" \\ & \$x %s\"" ]; }

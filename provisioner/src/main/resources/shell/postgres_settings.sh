# Managed settings: one file of pgprov's own that postgresql.conf includes.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154  # variables of the prelude
# needs: sql

# postgres_settings_probe PATH NAMES: PATH is pgprov's file, NAMES is comma-separated. Prints records that end with RS, their
# fields separated by US: file, then S (pg_settings), F (pg_file_settings) and L (settings loaded at, as seconds)
postgres_settings_probe() {
    us=$(printf '\037')
    rs=$(printf '\036')
    if [ -e "$1" ]; then
        printf 'file%s%s%s%s%s%s%s' "$us" "$(prelude_access "$1" | tr '\t' ' ')" "$us" "$(postgres_settings_checksum "$1")" "$us" \
            "$(stat -c '%.6Z' "$1")" "$us"
        cat "$1" || return 1
        printf '%s' "$rs"
    else
        printf 'nofile%s' "$rs"
    fi
    if ! sql_answers; then
        printf 'down%s' "$rs"
        return 0
    fi
    {
        sql_set path "$1"
        sql_set names "$2"
        cat <<'SQL'
WITH lines AS MATERIALIZED (SELECT * FROM pg_file_settings),
wanted AS (
    SELECT unnest(string_to_array(:'names', ',')) AS name
    UNION SELECT lower(name) FROM lines WHERE sourcefile = :'path' AND name IS NOT NULL
    UNION SELECT lower(name) FROM pg_settings WHERE pending_restart
)
SELECT 'S' AS kind, name, setting, coalesce(unit, ''), vartype, context, pending_restart::text, source,
    coalesce(sourcefile, ''), coalesce(sourceline::text, ''), coalesce(boot_val, '')
FROM pg_settings WHERE lower(name) IN (SELECT name FROM wanted)
UNION ALL
SELECT 'F', coalesce(name, ''), coalesce(setting, ''), coalesce(sourcefile, ''), coalesce(sourceline, 0)::text,
    coalesce(seqno, 0)::text, applied::text, coalesce(error, ''), '', '', ''
FROM lines WHERE lower(name) IN (SELECT name FROM wanted) OR error IS NOT NULL
UNION ALL
SELECT 'L', extract(epoch FROM pg_conf_load_time())::text, '', '', '', '', '', '', '', '', '';
SQL
    } | sql_run -F "$us" -R "$rs"
}

# postgres_settings_checksum PATH: prints the checksum of a file, or "-" where there is none
postgres_settings_checksum() {
    if [ -e "$1" ]; then
        sha256sum <"$1" | cut -d ' ' -f 1
    else
        echo -
    fi
}

# postgres_settings_guard PATH CHECKSUM: fails where the file is not what the plan has seen
postgres_settings_guard() {
    if [ "$(postgres_settings_checksum "$1")" != "$2" ]; then
        echo "$1 has changed since it was looked at" >&2
        return 1
    fi
}

# postgres_settings_write PATH CHECKSUM FILES CONTENT: puts CONTENT in place of the file, checks it as PostgreSQL reads it, and
# puts the former file back where the check fails. FILES are libraries and other files that the server must be able to read
postgres_settings_write() {
    postgres_settings_guard "$1" "$2"
    dir=${1%/*}
    postgres_settings_folder "$dir"
    candidate=$(mktemp "$dir/.pgprov.XXXXXXXX")
    printf '%s' "$4" >"$candidate"
    chown "root:$pg_owner" "$candidate"
    chmod 0640 "$candidate"
    sync "$candidate"
    if ! postgres_settings_recorded "$1"; then
        rm -f "$1.pgprov-former"
        if [ -e "$1" ]; then
            cp -p "$1" "$1.pgprov-former"
        fi
        if [ -e "$1.pgprov-former" ] || sql_answers; then
            postgres_settings_record "$1"
        fi
    fi
    mv -f "$candidate" "$1"
    if ! postgres_settings_valid "$1" "$3"; then
        postgres_settings_recorded "$1" || postgres_settings_restore "$1"
        postgres_settings_revert || :
        return 1
    fi
    sync "$dir"
}

# postgres_settings_record PATH: notes that this run has replaced a file; its former text is in PATH.pgprov-former
postgres_settings_record() {
    printf '%s\n' "$1" >>"$scratch/settings"
}

# postgres_settings_recorded PATH: whether this run has replaced the file
postgres_settings_recorded() {
    grep -q -x -F -e "$1" "$scratch/settings" 2>/dev/null
}

# postgres_settings_revert: puts back what this run has replaced and no server has worked with yet; fails where there is nothing
postgres_settings_revert() {
    [ -s "$scratch/settings" ] || return 1
    while read -r path; do
        postgres_settings_restore "$path"
    done <"$scratch/settings"
    rm -f "$scratch/settings"
}

# postgres_settings_settle: forgets what this run has replaced, since the server works with what is there now
postgres_settings_settle() {
    if [ -s "$scratch/settings" ]; then
        while read -r path; do
            rm -f "$path.pgprov-former"
        done <"$scratch/settings"
        rm -f "$scratch/settings"
    fi
}

# postgres_settings_folder DIR: makes the directory of drop-ins, and the line that includes it where the platform lacks it
postgres_settings_folder() {
    if [ ! -d "$1" ]; then
        install -d -o "$pg_owner" -g "$pg_owner" -m 0755 "$1"
    fi
    # the image includes the directory by itself
    if [ -n "$pg_engine" ]; then
        return 0
    fi
    main=${1%/*}/postgresql.conf
    if ! grep -Eq "^[[:space:]]*include_dir[[:space:]]*=?[[:space:]]*'${1##*/}'" "$main"; then
        candidate=$(mktemp "${main%/*}/.pgprov.XXXXXXXX")
        cp -p "$main" "$candidate"
        printf "\n# added by pgprov\ninclude_dir = '%s'\n" "${1##*/}" >>"$candidate"
        sync "$candidate"
        mv -f "$candidate" "$main"
    fi
}

# postgres_settings_restore PATH: puts back the file that stood there before the last write
postgres_settings_restore() {
    if [ -e "$1.pgprov-former" ]; then
        mv -f "$1.pgprov-former" "$1"
    else
        rm -f "$1"
    fi
}

# postgres_settings_verify PATH CHECKSUM FILES: whether the server would start with what is in its files; changes nothing
postgres_settings_verify() {
    postgres_settings_guard "$1" "$2"
    postgres_settings_valid "$1" "$3"
}

# postgres_settings_valid PATH FILES: says on standard error what is wrong with the settings as they stand on disk. FILES is a
# list with line breaks of "library NAME" and "file PATH"
postgres_settings_valid() {
    check_file=$pg_config_file
    if [ -n "$pg_engine" ] && { ! engine_running || ! as_postgres test -r "$1"; }; then
        # one that is still to be made, or was made without this file, has no other file to be checked
        check_file=$1
        engine_apart=yes
    fi
    postgres_settings_parse "$1" "$2" || {
        engine_apart=
        return 1
    }
    engine_apart=
    if ! sql_answers; then
        return 0
    fi
    # A valid value that takes a restart shows "could not be applied" as an impossible one does; postgres -C has told them apart.
    # A line that is gone, and takes a restart to go, is a row of its own without a file.
    wrong=$(sql_run <<'SQL'
SET lc_messages = 'C';
SELECT coalesce(f.sourcefile, '?') || ':' || coalesce(f.sourceline, 0) || ': ' || coalesce(f.name || ': ', '') || f.error
FROM pg_file_settings f LEFT JOIN pg_settings s ON lower(s.name) = lower(f.name)
WHERE f.error IS NOT NULL
    AND NOT (f.error = 'setting could not be applied' AND coalesce(s.context, '') = 'postmaster')
    AND NOT (f.sourcefile IS NULL AND f.error LIKE 'parameter "%" cannot be changed without restarting the server')
ORDER BY f.seqno;
SQL
    ) || return 1
    if [ -n "$wrong" ]; then
        printf '%s\n' "$wrong" >&2
        return 1
    fi
}

# postgres_settings_parse PATH FILES: whether the file and what it names are there and PostgreSQL takes every value in check_file
postgres_settings_parse() {
    if ! as_postgres test -r "$1"; then
        echo "the postgres account cannot read $1" >&2
        return 1
    fi
    postgres_settings_files "$2" || return 1
    as_postgres "$pg_bin_dir/postgres" -C max_connections -D "$pg_conf_dir" -c "config_file=$check_file" >/dev/null
}

# postgres_settings_files FILES: whether each library is installed and each file can be read by the server
postgres_settings_files() {
    printf '%s\n' "$1" | while read -r kind name; do
        case $kind in
        library)
            case $name in
            /*) file=$name ;;
            \$libdir/*) file=${pg_bin_dir%/bin}/lib/${name#"\$libdir/"} ;;
            *) file=${pg_bin_dir%/bin}/lib/$name ;;
            esac
            if ! postgres_settings_there "$file" && ! postgres_settings_there "$file.so"; then
                echo "there is no library $name: $file.so" >&2
                return 1
            fi
            ;;
        file)
            if ! as_postgres test -r "$name" </dev/null; then
                echo "the postgres account cannot read $name" >&2
                return 1
            fi
            ;;
        esac
    done
}

# postgres_settings_there PATH: whether a file of PostgreSQL's own programs is there
postgres_settings_there() {
    if [ -n "$pg_engine" ]; then
        as_postgres test -e "$1" </dev/null
    else
        [ -e "$1" ]
    fi
}

# postgres_settings_reset NAMES: takes settings, separated by blanks, out of postgresql.auto.conf
postgres_settings_reset() {
    for name in $1; do
        sql_set name "$name"
        # shellcheck disable=SC2016
        printf 'ALTER SYSTEM RESET :"name";\n'
    done | sql_run
}

# postgres_settings_silence LINES: makes comments of lines in other files that win over pgprov's file; LINES is a list with line breaks
# of "NUMBER NAME FILE". All of them or none; each keeps its number and its words
postgres_settings_silence() {
    if ! printf '%s\n' "$1" | while read -r number name file; do
        postgres_settings_comment "$number" "$name" "$file" || return 1
    done; then
        postgres_settings_revert || :
        return 1
    fi
}

# postgres_settings_comment NUMBER NAME FILE: makes a comment of one line that sets NAME
postgres_settings_comment() {
    file=$(readlink -f "$3") || return 1
    if ! sed -n "$1p" "$file" | grep -q -i -E "^[[:space:]]*$2([[:space:]=]|\$)"; then
        echo "line $1 of $file does not set $2 any more" >&2
        return 1
    fi
    candidate=$(mktemp "${file%/*}/.pgprov.XXXXXXXX") || return 1
    if ! cp -p "$file" "$candidate" || ! sed "$1s/^/# commented out by pgprov, 10-pgprov.conf decides: /" "$file" >"$candidate" || ! sync "$candidate"; then
        rm -f "$candidate"
        return 1
    fi
    if ! postgres_settings_recorded "$file"; then
        cp -p "$file" "$file.pgprov-former" || return 1
        postgres_settings_record "$file"
    fi
    mv -f "$candidate" "$file"
}

# pg_hba.conf: who may log in from where.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude
# needs: sql

# postgres_hba_probe PATH: prints records that end with RS, their fields separated by US: the file, then "down", or each
# error in it and when the server last read its files
postgres_hba_probe() {
    us=$(printf '\037')
    rs=$(printf '\036')
    if [ -e "$1" ]; then
        printf 'file%s%s%s%s%s%s%s' "$us" "$(prelude_access "$1" | tr '\t' ' ')" "$us" "$(postgres_hba_checksum "$1")" "$us" \
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
    sql_run -F "$us" -R "$rs" <<'SQL'
SET lc_messages = 'C';
SELECT 'error', line_number::text, error FROM pg_hba_file_rules WHERE error IS NOT NULL
UNION ALL SELECT 'loaded', extract(epoch FROM pg_conf_load_time())::text, '';
SQL
}

# postgres_hba_checksum PATH: prints the checksum of a file, or "-" where there is none
postgres_hba_checksum() {
    if [ -e "$1" ]; then
        sha256sum <"$1" | cut -d ' ' -f 1
    else
        echo -
    fi
}

# postgres_hba_guard PATH CHECKSUM: fails where the file is not what the plan has seen; "created" is whatever the platform's tool
# has just made
postgres_hba_guard() {
    if [ "$2" = created ]; then
        return 0
    fi
    if [ "$(postgres_hba_checksum "$1")" != "$2" ]; then
        echo "$1 has changed since it was looked at" >&2
        return 1
    fi
}

# postgres_hba_write PATH CHECKSUM CONTENT: puts CONTENT in place of the file and brings it into force; the former file comes back
# where the server refuses it or lets pgprov in no more. Until a server has proved the new one, the former one of others stays beside it
postgres_hba_write() {
    postgres_hba_guard "$1" "$2"
    candidate=$(mktemp "${1%/*}/.pgprov.XXXXXXXX")
    printf '%s' "$3" >"$candidate"
    chown "$pg_owner:$pg_owner" "$candidate"
    chmod 0640 "$candidate"
    sync "$candidate"
    rm -f "$1.pgprov-former"
    if [ -e "$1" ]; then
        cp -p "$1" "$1.pgprov-former"
    fi
    was_up=false
    if sql_answers; then
        was_up=true
    fi
    mv -f "$candidate" "$1"
    sync "${1%/*}"
    if [ "$was_up" = false ]; then
        if [ "$2" = created ]; then
            rm -f "$1.pgprov-former"
        fi
        return 0
    fi
    if ! postgres_hba_enforce; then
        if [ -e "$1.pgprov-former" ]; then
            mv -f "$1.pgprov-former" "$1"
        else
            rm -f "$1"
        fi
        as_postgres "$pg_bin_dir/pg_ctl" reload -s -D "$pg_data_dir" >&2
        echo "the former $1 is back" >&2
        return 1
    fi
    rm -f "$1.pgprov-former"
}

# postgres_hba_apply PATH CHECKSUM: brings the file that is there into force
postgres_hba_apply() {
    postgres_hba_guard "$1" "$2"
    postgres_hba_enforce
}

# postgres_hba_enforce: checks the file, has the server read it, and proves it by a new login
postgres_hba_enforce() {
    wrong=$(sql_run <<'SQL'
SET lc_messages = 'C';
SELECT 'line ' || line_number || ': ' || error FROM pg_hba_file_rules WHERE error IS NOT NULL ORDER BY line_number;
SQL
    ) || return 1
    if [ -n "$wrong" ]; then
        printf '%s\n' "$wrong" >&2
        return 1
    fi
    before=$(sql_run <<'SQL'
SELECT extract(epoch FROM pg_conf_load_time());
SELECT pg_reload_conf() \g /dev/null
SQL
    ) || return 1
    # Each question is a login of its own, decided by the rules that its server process was started with.
    tries=0
    while [ "$tries" -lt 50 ]; do
        now=$(echo 'SELECT extract(epoch FROM pg_conf_load_time());' | sql_run) || return 1
        if [ "$now" != "$before" ]; then
            return 0
        fi
        tries=$((tries + 1))
        sleep 0.1
    done
    echo "the server has not read its files again within 5 s; its log tells why" >&2
    return 1
}

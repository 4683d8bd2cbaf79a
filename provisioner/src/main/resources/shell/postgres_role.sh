# Database roles.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude
# needs: sql

# postgres_role_probe NAME: prints "down", "absent", or one line of fields: present, seven flags t/f, connection limit,
# whether its validity is limited, stored password
postgres_role_probe() {
    if ! sql_answers; then
        echo down
        return 0
    fi
    role=$({
        sql_set name "$1"
        cat <<'SQL'
SELECT 'present', rolcanlogin, rolreplication, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolbypassrls,
    rolconnlimit, coalesce(rolvaliduntil <> 'infinity', false), coalesce(rolpassword, '')
FROM pg_authid WHERE rolname = :'name';
SQL
    } | sql_run) || return 1
    printf '%s\n' "${role:-absent}"
}

# postgres_role_create NAME ATTRIBUTES CONNECTION_LIMIT VERIFIER: makes a role; the verifier takes the place of its password
postgres_role_create() {
    # the image makes the role that it replicates with by itself
    if [ -n "$pg_engine" ] && [ "$(postgres_role_probe "$1")" != absent ]; then
        postgres_role_change ALTER "$@"
        return
    fi
    postgres_role_change CREATE "$@"
}

# postgres_role_alter NAME ATTRIBUTES CONNECTION_LIMIT VERIFIER: changes a role; an empty verifier leaves its password alone
postgres_role_alter() {
    postgres_role_change ALTER "$@"
}

# postgres_role_change VERB NAME ATTRIBUTES CONNECTION_LIMIT VERIFIER: attributes are words such as LOGIN and NOSUPERUSER.
# Nothing of this session is logged, shown in pg_stat_activity or kept by pg_stat_statements.
postgres_role_change() {
    for word in $3; do
        case $word in
        *[!A-Z]*)
            echo "not a role attribute: $word" >&2
            return 1
            ;;
        esac
    done
    case $4 in
    '' | *[!0-9-]*)
        echo "not a connection limit: $4" >&2
        return 1
        ;;
    esac
    {
        cat <<'SQL'
\set VERBOSITY terse
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_duration = off;
SET log_min_error_statement = 'panic';
SET track_activities = off;
SET pg_stat_statements.track = 'none';
SET pgaudit.log = 'none';
SQL
        sql_set name "$2"
        sql_set verifier "$5"
        printf '%s ROLE :"name" WITH %s CONNECTION LIMIT %s VALID UNTIL '"'infinity'" "$1" "$3" "$4"
        if [ -n "$5" ]; then
            printf ' PASSWORD :'"'verifier'"
        fi
        printf ';\n'
    } | sql_run
}

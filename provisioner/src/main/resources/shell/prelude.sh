# Start of every script that pgprov sends: framing of replies, the stage lock, the platform's directories, and
# running commands as the postgres account. Everything is a function; the script's last line calls pgprov_main.
#
# Descriptors: 3 carries reply lines to the controller, 4 is what the controller sends after the script, 9 holds the stage
# lock. Calls get neither 4 nor 9, so that nothing they leave running can hold the connection or the lock.
# needs: engine
# shellcheck shell=sh
# shellcheck disable=SC2034  # variables that the library's other files use

# prelude_start NONCE VERSION INSTANCE PORT DATA_DIR WAL_DIR ENGINE CONTAINER IMAGE MEMORY: once, before any call; the last four are empty, and 0,
# where the server runs on the host itself
prelude_start() {
    trap '' HUP PIPE
    cd / || exit 71
    umask 077
    LC_ALL=C
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export LC_ALL PATH
    unset PGPASSWORD PGPASSFILE PGSERVICE PGHOST PGPORT PGUSER PGDATABASE PGOPTIONS CDPATH ENV
    # another machine's engine
    unset DOCKER_HOST DOCKER_CONTEXT CONTAINER_HOST CONTAINER_CONNECTION
    exec 3>&1
    nonce=$1
    pg_version=$2
    pg_instance=$3
    pg_port=$4
    change_failed=
    stage_progress=
    sql_limit=
    scratch=$(mktemp -d "${XDG_RUNTIME_DIR:-/run}/pgprov.XXXXXXXX" 2>/dev/null || mktemp -d "${TMPDIR:-/tmp}/pgprov.XXXXXXXX") || {
        echo "no directory for temporary files: /run and /tmp are not writable" >&2
        exit 73
    }
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 143' TERM
    trap 'exit 130' INT
    pg_engine=$7
    pg_container=$8
    pg_image=$9
    pg_memory=${10}
    engine_apart=
    prelude_platform "$5" "$6"
    prelude_mounts
}

# prelude_end: once, after the last call
prelude_end() {
    printf '%s E\n' "$nonce" >&3
}

# prelude_platform DATA_DIR WAL_DIR: sets os_family and the pg_*_dir variables; all platform knowledge is here
prelude_platform() {
    os_family=unknown
    if [ -e /etc/debian_version ]; then
        os_family=debian
    elif [ -e /etc/redhat-release ]; then
        os_family=redhat
    fi
    pg_wal_dir=$2
    pg_owner=postgres
    has_systemd=false
    if [ -d /run/systemd/system ]; then
        has_systemd=true
    fi
    if [ -n "$pg_engine" ]; then
        prelude_container "$1"
        return
    fi
    case $os_family in
    redhat)
        pg_bin_dir=/usr/pgsql-$pg_version/bin
        pg_home_dir=/var/lib/pgsql
        pg_data_dir=${1:-/var/lib/pgsql/$pg_version/data}
        pg_conf_dir=$pg_data_dir
        pg_socket_dir=/var/run/postgresql
        pg_unit=postgresql-$pg_version.service
        ;;
    *)
        pg_bin_dir=/usr/lib/postgresql/$pg_version/bin
        pg_home_dir=/var/lib/postgresql
        pg_data_dir=${1:-/var/lib/postgresql/$pg_version/$pg_instance}
        pg_conf_dir=/etc/postgresql/$pg_version/$pg_instance
        pg_socket_dir=/var/run/postgresql
        pg_unit=postgresql@$pg_version-$pg_instance.service
        ;;
    esac
    pg_config_file=$pg_conf_dir/postgresql.conf
}

# prelude_container DATA_DIR: the same variables for a server in a container. What it shares with the host is at the same path inside,
# so that a path means one thing; programs are at the paths of the image, and are run by as_postgres alone. 999 is its account there.
prelude_container() {
    pg_owner=999
    pg_bin_dir=/usr/lib/postgresql/$pg_version/bin
    pg_socket_dir=/var/run/postgresql
    pg_home_dir=/var/lib/pgprov/$pg_version/$pg_instance/secrets
    pg_conf_dir=/var/lib/pgprov/$pg_version/$pg_instance/conf
    pg_data_dir=${1:-/var/lib/pgprov/$pg_version/$pg_instance/data}
    pg_config_file=$pg_data_dir/postgresql.conf
    pg_unit=pgprov-$pg_container.service
    # to ask a daemon that does not run would start it, and with it the containers: its socket sees to that
    if [ "$pg_engine" = docker ] && [ "$has_systemd" = true ] && systemctl -q is-active docker.socket && ! systemctl -q is-active docker.service; then
        : >"$scratch/asleep"
    fi
}

# prelude_mounts: ends the script where a filesystem of data or WAL does not answer, such as NFS whose server is gone: whatever
# touches it then, this shell included, hangs for as long as that lasts
prelude_mounts() {
    for prelude_path in "$pg_data_dir" "${pg_wal_dir:-$pg_data_dir/pg_wal}"; do
        timeout -s KILL 20 stat -f -- "$prelude_path" >/dev/null 2>&1 3>&- 4<&- &&
            continue
        # 137 and 124 are timeout's own; that there is no such path is no matter here
        case $? in
        124 | 137)
            echo "the filesystem of $prelude_path has not answered for 20 seconds" >&2
            exit 74
            ;;
        esac
    done
}

# prelude_lock: takes the host's stage lock for as long as this script runs, or makes every change of it a change not run.
# The lock is a kernel lock on an open file: it is gone with the process that has it, whatever ends that.
prelude_lock() {
    # shellcheck disable=SC2174  # /run is there on every Linux
    mkdir -p -m 0700 /run/pgprov
    exec 9>>/run/pgprov/stage.lock
    if ! flock -n 9; then
        change_failed=lock
        : >"$scratch/out"
        echo "another run's stage is still at work on this host" >"$scratch/err"
        prelude_reply lock 75
    else
        stage_progress=/run/pgprov/stage.progress
        printf 'started\n' >"$stage_progress"
    fi
}

# prelude_probe ID FUNCTION ARGUMENT...: asks one question and replies; no SQL statement of it may take longer than 30 seconds
prelude_probe() {
    call_id=$1
    shift
    # shellcheck disable=SC2030  # for the call alone
    (sql_limit=30s; "$@") >"$scratch/out" 2>"$scratch/err" 4<&- 9>&-
    prelude_reply "$call_id" $?
}

# prelude_change ID FUNCTION ARGUMENT...: makes one change and replies; after a failure no further change is made
prelude_change() {
    call_id=$1
    shift
    if [ -n "$change_failed" ]; then
        printf '%s R %s -1 - -\n' "$nonce" "$call_id" >&3
        return
    fi
    printf '%s S %s\n' "$nonce" "$call_id" >&3
    (set -e; "$@") >"$scratch/out" 2>"$scratch/err" 4<&- 9>&-
    change_status=$?
    if [ "$change_status" -ne 0 ]; then
        change_failed=$call_id
    fi
    prelude_reply "$call_id" "$change_status"
}

# prelude_hold ID FUNCTION ARGUMENT...: runs a function in this shell; it replies by itself
prelude_hold() {
    call_id=$1
    shift
    "$@"
}

# prelude_reply ID STATUS: prints the reply line of the call that has just run
prelude_reply() {
    if [ -s "$scratch/out" ]; then
        reply_out=$(base64 -w 0 <"$scratch/out")
    else
        reply_out=-
    fi
    if [ -s "$scratch/err" ]; then
        reply_err=$(tail -c 65536 "$scratch/err" | base64 -w 0)
    else
        reply_err=-
    fi
    printf '%s R %s %s %s %s\n' "$nonce" "$1" "$2" "$reply_out" "$reply_err" >&3
}

# prelude_progress TEXT: tells the controller how far the current call is, and leaves it for a later run to read
prelude_progress() {
    if [ -n "$stage_progress" ]; then
        printf '%s\n' "$1" >"$stage_progress" || :
    fi
    # a change runs under set -e, and a controller that is gone must not end it
    printf '%s P %s %s\n' "$nonce" "$call_id" "$(printf '%s' "$1" | base64 -w 0)" 2>/dev/null >&3 || :
}

# as_postgres COMMAND...: runs a command as the postgres account, from / and without root's environment; in the container where there is
# one, and in one that lasts no longer than the command where that does not run
as_postgres() {
    if [ -n "$pg_engine" ]; then
        engine_as_postgres "$@"
    elif command -v setpriv >/dev/null 2>&1; then
        HOME=$pg_home_dir USER=postgres LOGNAME=postgres setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        HOME=$pg_home_dir USER=postgres LOGNAME=postgres runuser -u postgres -- "$@"
    fi
}

# prelude_access PATH: prints mode, user and group of a file, with TABs between; in a container host, whoever has the number of the image's postgres
# account is that account, and an account of the host's own of that name is only a number
prelude_access() {
    if [ -z "$pg_engine" ]; then
        stat -c '%a	%U	%G' "$1"
    else
        stat -c '%a	%u	%U	%g	%G' "$1" | awk -F '\t' -v ours="$pg_owner" '
            function account(number, name) { return number == ours ? "postgres" : name == "postgres" ? number : name }
            { print $1 "\t" account($2, $3) "\t" account($4, $5) }'
    fi
}

# prelude_account NAME: prints what chown takes for the name of an account or group
prelude_account() {
    if [ "$1" = postgres ]; then
        echo "$pg_owner"
    else
        echo "$1"
    fi
}

#!/usr/bin/env bats
# What the variables come to where the shared table has no row for it.

load ../helpers.bash

setup() {
    local script
    PG_MAJOR=15
    for script in logging variables secrets validation settings near_names sql; do
        # shellcheck source=/dev/null
        . "$root/entrypoint.d/scripts/utils/$script.sh"
    done
    secret=$BATS_TEST_TMPDIR/secret
}

# mistakes_of: prints what is wrong with the variables that are set
mistakes_of() {
    resolve_variables
    validate_ha_configuration 2>&1
    printf '%s\n' "${mistakes[@]}"
}

@test "of a file one line break at the end is no part of the secret, and all else is" {
    local content
    for content in 'a b' $'a\n' '' $'\\ \'"$%' 'äöü'; do
        printf '%s\n' "$content" >"$secret"
        REPLICATION_PASSWORD_FILE=$secret read_value REPLICATION_PASSWORD
        [ "$REPLY" = "$content" ]
        printf '%s' "${content%$'\n'}" >"$secret"
        REPLICATION_PASSWORD_FILE=$secret read_value REPLICATION_PASSWORD
        [ "$REPLY" = "${content%$'\n'}" ]
    done
    [ ${#mistakes[@]} -eq 0 ]
}

@test "a file with a NUL byte, a second line, or bytes that are no UTF-8 is a mistake" {
    export HA_MODE=native REPLICATION_ROLE=primary REPLICATION_PASSWORD_FILE=$secret
    printf 'a\0b' >"$secret"
    [[ "$(mistakes_of)" == *"REPLICATION_PASSWORD must not contain a NUL byte"* ]]
    printf 'a\nb\n' >"$secret"
    [ "$(mistakes_of)" = "REPLICATION_PASSWORD must not contain a line break" ]
    printf 'a\377' >"$secret"
    [ "$(mistakes_of)" = "REPLICATION_PASSWORD must be UTF-8 text" ]
}

@test "every *_PASSWORD can come from a file" {
    printf 'from file\n' >"$secret"
    POSTGRES_PASSWORD_FILE=$secret resolve_initdb
    [ "${wanted[superuser_password]}" = 'from file' ]
    POSTGRES_PASSWORD_FILE=$secret POSTGRES_PASSWORD=x resolve_initdb
    [ "${mistakes[0]}" = "POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are both set" ]
}

@test "names that nearly spell one of ours are warned of, with the likely name; others are not" {
    export REPLICATON_ROLE=primary ha_mode=native HA_MODES=x PRIMARY_PROT=1 POSTGRES_PASSWORT=x POSTGRES_HOST=x HOSTNAME=x MODE=x PG_PORT=1
    local warnings
    warnings=$(near_names | LC_ALL=C sort)
    [ "$warnings" = $'HA_MODES HA_MODE\nPOSTGRES_PASSWORT POSTGRES_PASSWORD\nPRIMARY_PROT PRIMARY_PORT\nREPLICATON_ROLE REPLICATION_ROLE\nha_mode HA_MODE' ]
}

@test "a prefix that nearly spells POSTGRESQL_CONFIG_ is warned of, whatever the setting" {
    export POSTGRESQL_CONFG_Work_Mem=1 POSTGRES_CONFIG_a__b=1 postgresql_config_c=1 POSTGRESQL_CONFIG_d=1 POSTGRESQL_INITDB_ARGS=x NGINX_CONFIG_x=1 \
        POSTGRESQL_CONF_work_mem=1 POSTGRESQL_CONF_DIR=/opt/bitnami/postgresql/conf POSTGRESQL_CONF_FILE=/opt/bitnami/postgresql/conf/postgresql.conf
    local warnings
    warnings=$(near_names | LC_ALL=C sort)
    [ "$warnings" = $'POSTGRESQL_CONFG_Work_Mem POSTGRESQL_CONFIG_Work_Mem
POSTGRESQL_CONF_work_mem POSTGRESQL_CONFIG_work_mem
POSTGRESQL_INITDB_ARGS POSTGRES_INITDB_ARGS
POSTGRES_CONFIG_a__b POSTGRESQL_CONFIG_a__b
postgresql_config_c POSTGRESQL_CONFIG_c' ]
}

@test "a misspelt HA_MODE hides nothing of what is wrong besides" {
    export HA_MODE=nativ REPLICATION_ROLE=replica REPLICATION_APPNAME=pg2 PRIMARY_PORT=0 REPLICATION_HBA=all POSTGRESQL_CONFIG_hot_standby=off
    [ "$(mistakes_of)" = "Invalid HA_MODE: nativ (must be native or unset)
PRIMARY_HOST must be set for replica role
Invalid PRIMARY_PORT: 0 (must be a whole number from 1 to 65535)
Invalid REPLICATION_HBA: all (must be any, members or a list of CIDRs)
setting hot_standby = off does not work with HA_MODE=native" ]
}

@test "variables of replication without HA_MODE are warned of, and those that Kubernetes makes are not" {
    export PRIMARY_HOST=pg1 PRIMARY_PORT=tcp://10.0.0.1:5432 REPLICATION_PASSWORD=c2VjcmV0= USE_CITUS=no
    local said
    said=$(mistakes_of)
    [[ $said == *"WARNING:  HA_MODE is not set, and without it these mean nothing: PRIMARY_HOST REPLICATION_PASSWORD"* ]]
    [[ $said != *PRIMARY_PORT* && $said != *c2Vj* ]]
    unset PRIMARY_HOST REPLICATION_PASSWORD
    [ "$(mistakes_of)" = "" ]
}

@test "a PRIMARY_PORT that Kubernetes makes comes with a hint" {
    PRIMARY_PORT=tcp://10.0.0.1:5432 resolve_replication
    validate_numbers
    [ "${mistakes[0]}" = "Invalid PRIMARY_PORT: tcp://10.0.0.1:5432 (must be a whole number from 1 to 65535)" ]
    [[ ${hints[0]} == *"enableServiceLinks: false"* ]]
}

@test "libraries to be loaded that are not in the image" {
    local -A wanted=([major]=15)
    touch "$BATS_TEST_TMPDIR/there.so"
    [ "$(missing_libraries 'nowhere, "$libdir/none" , /nowhere/x.so')" = 'nowhere, $libdir/none, /nowhere/x.so' ]
    [ "$(missing_libraries " $BATS_TEST_TMPDIR/there,\"$BATS_TEST_TMPDIR/there.so\"")" = "" ]
    [ "$(missing_libraries "")" = "" ]
}

@test "settings: names, case, dots, what is given twice" {
    env 'POSTGRESQL_CONFIG_a.b=1' POSTGRESQL_CONFIG_Work_Mem=5MB POSTGRESQL_CONFIG_c__d="x = 'y'" bash -c "
        for s in logging variables secrets validation settings near_names sql; do . '$root'/entrypoint.d/scripts/utils/\$s.sh; done
        resolve_settings
        [ \"\${settings[a.b]} \${settings[work_mem]} \${settings[c.d]}\" = \"1 5MB x = 'y'\" ]"
    POSTGRESQL_CONFIG_port=1 POSTGRESQL_CONFIG_PORT=2 resolve_settings
    [ "${mistakes[0]}" = "setting port is given twice" ]
}

@test "settings that belong to the image, and names that are none" {
    export POSTGRESQL_CONFIG_primary_conninfo=x POSTGRESQL_CONFIG_synchronous_standby_names=x POSTGRESQL_CONFIG_1x=2 POSTGRESQL_CONFIG_work_mem=$'1\n2'
    local found
    found=$(mistakes_of | LC_ALL=C sort)
    [ "$found" = $'not a name of a setting: 1x\nsetting primary_conninfo belongs to the image\nsetting synchronous_standby_names belongs to the image\nsetting work_mem must not contain a line break' ]
}

@test "settings that native mode does not work with" {
    export HA_MODE=native REPLICATION_ROLE=primary REPLICATION_PASSWORD=x POSTGRESQL_CONFIG_max_wal_senders=0 POSTGRESQL_CONFIG_hot_standby=off \
        POSTGRESQL_CONFIG_listen_addresses=localhost POSTGRESQL_CONFIG_wal_level=minimal
    [ "$(mistakes_of | LC_ALL=C sort)" = "setting hot_standby = off does not work with HA_MODE=native
setting listen_addresses = localhost does not work with HA_MODE=native
setting max_wal_senders = 0 does not work with HA_MODE=native
setting wal_level = minimal does not work with HA_MODE=native" ]
    HA_MODE='' REPLICATION_ROLE='' REPLICATION_PASSWORD=''
    mistakes=()
    [ "$(mistakes_of)" = "" ]
}

@test "arguments of the server: one directory, no other configuration beside ours, nothing that native mode does not work with" {
    export PGDATA=/data
    resolve_variables
    read_arguments -D /data/ -D/data -c work_mem=1MB -cport=1 --shared-buffers=2MB -p 5 -c
    [ "${arguments[*]}" = "-c work_mem=1MB -cport=1 --shared-buffers=2MB -p 5 -c" ]
    [ "${#mistakes[@]}${wanted[other_config]}" = 0 ]
    read_arguments -D /other -D --data-directory=/other -c config_file=x
    [ "$(printf '%s\n' "${mistakes[@]}")" = "the arguments name the data directory /other, and PGDATA is /data
the arguments name the data directory --data-directory=/other, and PGDATA is /data" ]
    [ "${wanted[other_config]}" = yes ]
    mistakes=()
    read_arguments --data-directory=/other -cdata_directory=/data
    [ ${#mistakes[@]} -eq 2 ]
    [ "${argument_settings[*]}" = "work_mem=1MB port=1 shared-buffers=2MB config_file=x" ]
    mistakes=()
    POSTGRESQL_CONFIG_work_mem=1MB resolve_settings
    read_arguments -c work_mem=1MB
    [[ ${mistakes[0]} == "with config_file among the arguments HA_MODE and POSTGRESQL_CONFIG_<name> would have no effect" ]]
    mistakes=() wanted[mode]=native wanted[other_config]=''
    read_arguments --max-wal-senders=0 -c listen_addresses=localhost -c external_pid_file=/x -c wal_level=logical
    [ "$(printf '%s\n' "${mistakes[@]}")" = "setting max_wal_senders = 0 does not work with HA_MODE=native
setting listen_addresses = localhost does not work with HA_MODE=native" ]
}

@test "a line break in what only a first start reads is a mistake too" {
    export POSTGRES_HOST_AUTH_METHOD=$'md5\nhost all all all trust' POSTGRES_INITDB_WALDIR=$'/a\nb'
    [ "$(mistakes_of)" = $'POSTGRES_HOST_AUTH_METHOD must not contain a line break\nPOSTGRES_INITDB_WALDIR must not contain a line break' ]
}

@test "IPv6 networks" {
    local word
    for word in ::/0 fd00::/8 ::1/128 1:2:3:4:5:6:7:8/128 ::ffff:10.0.0.1/128 fe80::1:2/64; do
        is_network "$word"
    done
    for word in :/0 :::/0 1::2::3/64 1:2:3:4:5:6:7/64 1:2:3:4:5:6:7:8:9/64 12345::/16 g::/16 ::/129 ::/ /8 fd00:/8 1:2:3:4:5:6:7::8:9/64; do
        ! is_network "$word" || { echo "$word"; return 1; }
    done
}

@test "a name of a container that changes with the container is warned of" {
    wanted=([appname]=0123456789ab [role]=replica)
    [[ "$(validate_appname 2>&1)" == *"known by its container id, 0123456789ab"* ]]
    REPLICATION_APPNAME=0123456789ab
    [ "$(validate_appname 2>&1)" = "" ]
}

@test "docs/container.md has every variable" {
    local name
    # that family is without effect until its modes are built
    for name in "${native_variables[@]}" "${initdb_variables[@]}" "${file_variables[@]}" PGDATA CITUS_ROLE; do
        grep -q -F "\`$name\`" "$root/../../../docs/container.md" || {
            echo "$name"
            return 1
        }
    done
}

@test "the log is in the zone of TZ, as the server's is that is made then" {
    [[ "$(TZ=XYZ-3 log_log a 2>&1)" == *" XYZ ["*"LOG:  a" ]]
    [[ "$(TZ='' log_log a 2>&1)" == *" UTC ["* ]]
}

@test "what a terminal would obey is not passed on" {
    [[ "$(log_error $'a\033[31mb\nc' 2>&1)" == *"ERROR:  a?[31mb?c" ]]
}

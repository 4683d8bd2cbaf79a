# What starts the container with the host: Docker's own policy, which is compared with the container, or a unit of ours for Podman.
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# container_unit_used: whether a unit of ours starts the container
container_unit_used() {
    [ "$pg_engine" = podman ] && [ "$has_systemd" = true ] && [ -e "/etc/systemd/system/$pg_unit" ]
}

# container_unit_pending: whether systemd is about to start it
container_unit_pending() {
    container_unit_used && systemctl show -p ActiveState -p Job "$pg_unit" | grep -q -x -e 'ActiveState=activating' -e 'Job=[1-9][0-9]*'
}

# container_unit_boot: prints auto where the container starts with the host, else off; Docker's own policy is compared with the container
container_unit_boot() {
    if [ "$pg_engine" != podman ]; then
        echo auto
    elif [ "$(cat "/etc/systemd/system/$pg_unit" 2>/dev/null)" = "$(container_unit_text)" ] && systemctl -q is-enabled "$pg_unit"; then
        echo auto
    else
        echo off
    fi
}

# container_unit_enable: makes Podman's container start with the host, by a unit of our own
container_unit_enable() {
    container_unit_text >"$scratch/unit" && chmod 0644 "$scratch/unit" || return 1
    cp "$scratch/unit" "/etc/systemd/system/.$pg_unit.pgprov" && mv -fT "/etc/systemd/system/.$pg_unit.pgprov" "/etc/systemd/system/$pg_unit" || return 1
    systemctl daemon-reload
    systemctl -q enable "$pg_unit" 3>&- 9>&-
}

# container_unit_text: prints the unit
container_unit_text() {
    cat <<UNIT
# managed by pgprov
[Unit]
Description=PostgreSQL $pg_version, instance $pg_instance, in a container
Wants=network-online.target
After=network-online.target
RequiresMountsFor="$(printf %s "$pg_data_dir" | sed -e 's/%/%%/g')"

[Service]
ExecStart=$(command -v podman) start --attach $pg_container
# not where the container has ended by itself: another one may have its name already
ExecStop=/bin/sh -c 'test -z "\$MAINPID" || exec $(command -v podman) stop --ignore -t 3600 $pg_container'
# the engine keeps what the server says
StandardOutput=null
StandardError=null
Restart=on-failure
TimeoutStopSec=3700

[Install]
WantedBy=multi-user.target
UNIT
}

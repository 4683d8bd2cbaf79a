# The container engine of a host: there, at work, and started with the host.
# needs: package
# shellcheck shell=sh
# shellcheck disable=SC2154  # variables of the prelude

# container_engine_probe: prints lines of a word, a TAB and a value: state, boot and, where the engine is not there, installable
container_engine_probe() {
    if ! command -v "$pg_engine" >/dev/null 2>&1; then
        if [ "$pg_engine" = docker ] && { [ -S /run/docker.sock ] || [ -e /snap/bin/docker ]; }; then
            printf 'state\tbroken\nreason\t%s\n' 'its socket is there, or its snap, and there is no program docker in /usr/bin or /usr/local/bin'
            return
        fi
        printf 'state\tabsent\n'
        if command -v apt-get >/dev/null 2>&1; then
            printf 'installable\tyes\n'
        fi
    elif [ "$pg_engine" = docker ] && container_engine_is_podman; then
        printf 'state\tbroken\nreason\t%s\n' 'it is Podman by the name of docker: set container_engine: podman'
    elif [ "$pg_engine" = docker ]; then
        container_engine_daemon
    elif engine_answers; then
        printf 'state\tup\nboot\tauto\n'
    else
        printf 'state\tbroken\nreason\t%s\n' "$(engine_ask info 2>&1 | tail -n 1)"
    fi
}

# container_engine_is_podman: whether docker is the script of the package podman-docker: containers of that would not start with the host
container_engine_is_podman() {
    head -c 1024 "$(command -v docker)" | grep -q -a podman
}

# container_engine_daemon: the same of Docker, whose daemon is a service
container_engine_daemon() {
    if engine_ask info -f '{{.SecurityOptions}}' 2>/dev/null | grep -q -w userns; then
        printf 'state\tbroken\nreason\t%s\n' 'its userns-remap is on, by which files of the container have other owners on the host'
    elif engine_answers; then
        printf 'state\tup\n'
    elif [ "$has_systemd" = true ] && ! systemctl -q is-active docker.service; then
        printf 'state\tdown\n'
    else
        printf 'state\tbroken\nreason\t%s\n' "$(engine_ask info 2>&1 | tail -n 1)"
    fi
    if [ "$has_systemd" != true ] || systemctl -q is-enabled docker.service; then
        printf 'boot\tauto\n'
    else
        printf 'boot\toff\n'
    fi
}

# container_engine_install PACKAGE...: installs the engine from the distribution's packages
container_engine_install() {
    package_install "$@" || return 1
    if [ "$pg_engine" = docker ]; then
        container_engine_start
    fi
}

# container_engine_start: starts Docker's daemon and waits until it answers
container_engine_start() {
    systemctl reset-failed docker.service 2>/dev/null || :
    timeout -k 5 600 systemctl start docker.service 3>&- 9>&- || {
        journalctl -q -o cat -n 10 -u docker.service >&2 || :
        return 1
    }
    rm -f "$scratch/asleep"
    container_tries=0
    until engine_answers; do
        rm -f "$scratch/hanging"
        container_tries=$((container_tries + 1))
        if [ "$container_tries" -ge 60 ]; then
            engine_ask info >/dev/null
            return 1
        fi
        prelude_progress "waiting for the engine to answer"
        sleep 1
    done
}

# container_engine_enable: makes Docker's daemon start with the host
container_engine_enable() {
    systemctl -q enable docker.service 3>&- 9>&-
}

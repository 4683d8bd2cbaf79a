#!/usr/bin/env bash
# The lab: hosts with systemd, sshd and sudo in containers, for the demo and by hand. Tests start their own (class Lab),
# from the same images.
set -euo pipefail

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=$lab/run
key=$run/id_ed25519
known_hosts=$run/known_hosts
network=pgprov-lab-demo
label=pgprov.lab=demo
first_port=2201
most_hosts=9
boot_deadline=60 # seconds until a host must let us in

usage() {
    cat <<'TEXT'
usage: lab/lab.sh COMMAND

  up [N]                    starts hosts pg1 to pgN (3), bare Debian 12, SSH on 127.0.0.1:2201 and up
  status                    what runs
  ssh HOST [COMMAND...]     logs in as user deploy
  down [--images]           removes the hosts, their network, their data and the key; and the images of all labs
  image [SUITE] [VARIANT]   builds the image of a host where it is missing, and prints its name.
                            SUITE bookworm (default), trixie, bullseye; VARIANT bare (default), postgres,
                            shells (postgres, fish, csh, tcsh and zsh), or engines (postgres, Docker and Podman)

Users on a host: deploy (sudo without a password), operator (sudo with one), root (by key).
TEXT
}

say() { printf 'lab: %s\n' "$*" >&2; }
die() {
    printf 'lab: error: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf 'lab: hint:  %s\n' "$2" >&2
    exit 1
}

host_port() { echo $((first_port + ${1#pg} - 1)); }
container() { echo "$network-$1"; }

# Every host of the lab by name, running or not.
hosts() {
    docker ps -a --filter "label=$label" --format '{{.Names}}' | sed "s/^$network-//" | sort -V
}

postgres_of() {
    case $1 in
        bullseye) echo 13 ;;
        bookworm) echo 15 ;;
        trixie) echo 17 ;;
        *) die "unknown suite: $1" "bookworm, trixie or bullseye" ;;
    esac
}

# image SUITE VARIANT: prints the image's name. The name carries a hash of all it is made of, so that an image is built
# once and never stale.
image() {
    local suite=${1:-bookworm} variant=${2:-bare} base_id name postgres=
    case $variant in
        shells | engines)
            further "$suite" "$variant"
            return
            ;;
        bare) postgres_of "$suite" >/dev/null ;;
        postgres) postgres=$(postgres_of "$suite") ;;
        *) die "unknown variant: $variant" "bare, postgres, shells or engines" ;;
    esac
    base_id=$(docker image inspect --format '{{.Id}}' "debian:$suite-slim" 2>/dev/null) || {
        say "there is no image debian:$suite-slim (bin/setup pulls or makes it)"
        exit 4 # the tests skip on it
    }
    name=pgprov-lab:$suite-$variant-$(
        { echo "$base_id"; cd "$lab" && cat Dockerfile host/*; } | sha256sum | cut -c1-12
    )
    once "$name" --build-arg "SUITE=$suite" --build-arg "POSTGRES=$postgres"
}

# further SUITE VARIANT: builds what is made of a host with PostgreSQL by a Dockerfile of its own.
further() {
    local base name
    base=$(image "$1" postgres)
    name=pgprov-lab:$1-$2-$({ echo "$base"; cat "$lab/Dockerfile.$2"; } | sha256sum | cut -c1-12)
    once "$name" --build-arg "BASE=$base" -f "$lab/Dockerfile.$2"
}

# once NAME OPTION...: builds an image that is missing, and prints its name.
once() {
    local name=$1
    if ! docker image inspect "$name" >/dev/null 2>&1; then
        # Two runs at once build once.
        mkdir -p "$run"
        exec 9>"$run/image.lock"
        flock 9
        docker image inspect "$name" >/dev/null 2>&1 || build "$@"
        exec 9>&-
    fi
    echo "$name"
}

build() {
    local name=$1 log=$run/build.log
    shift
    say "building $name (half a minute or so)"
    docker build -q --force-rm -t "$name" "$@" "$lab" >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        die "could not build $name" "see lab/run/build.log"
    }
}

make_key() {
    mkdir -p "$run"
    [ -e "$key" ] || ssh-keygen -q -t ed25519 -N '' -C pgprov-lab -f "$key"
}

# A network with a subnet of its own, because hosts get fixed addresses. From 198.18.0.0/15, which is set aside for
# benchmarks and routed nowhere; the engine refuses one that overlaps with another network of its own.
make_network() {
    docker network inspect "$network" >/dev/null 2>&1 && return
    local n output=
    for n in $(seq 0 255); do
        output=$(docker network create --label "$label" --subnet "198.18.$n.0/24" "$network" 2>&1) && return
        case $output in
            *overlap*) ;;
            *) break ;;
        esac
    done
    die "could not make the network $network: $output"
}

prefix() {
    docker network inspect --format '{{(index .IPAM.Config 0).Subnet}}' "$network" | sed 's|\.0/24$||'
}

# create HOST IMAGE PREFIX: names and addresses of all hosts stand in /etc/hosts, where PostgreSQL finds them in both
# directions; the engine's own names work in one only.
create() {
    local host=$1 image=$2 prefix=$3 n
    local -a names=()
    for n in $(seq 1 "$most_hosts"); do
        names+=(--add-host "pg$n:$prefix.$((10 + n))")
    done
    # Not --privileged: systemd needs these two capabilities, and asking for all fails where the engine itself lacks one.
    docker create --name "$(container "$host")" --hostname "$host" --label "$label" \
        --network "$network" --ip "$prefix.$((10 + ${host#pg}))" "${names[@]}" \
        --publish "127.0.0.1:$(host_port "$host"):22" \
        --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
        --cgroupns=private --tmpfs /run --tmpfs /run/lock --tmpfs /tmp --shm-size 1g "$image" >/dev/null
    docker cp -q "$key.pub" "$(container "$host"):/etc/ssh/lab_authorized_keys" 2>/dev/null ||
        docker cp "$key.pub" "$(container "$host"):/etc/ssh/lab_authorized_keys" >/dev/null
}

up() {
    local n=${1:-3} host image prefix
    [[ $n =~ ^[1-9]$ ]] || die "how many hosts: $n" "1 to $most_hosts"
    image=$(image bookworm bare)
    make_key
    make_network
    prefix=$(prefix)
    for host in $(seq -f 'pg%.0f' 1 "$n"); do
        docker container inspect "$(container "$host")" >/dev/null 2>&1 || create "$host" "$image" "$prefix"
        docker start "$(container "$host")" >/dev/null ||
            die "could not start $host" "is port $(host_port "$host") in use?"
    done
    for host in $(hosts); do
        wait_for_boot "$host"
    done
    write_known_hosts
    for host in $(hosts); do
        login "$host" true ||
            die "no login on $host" "started from another checkout? its key is there; lab/lab.sh down ends that lab"
    done
    say "$(hosts | xargs): up, on network $network ($prefix.0/24)"
}

# Done when the unit of sshd is active: its port is open and its host key made.
wait_for_boot() {
    local host=$1 state deadline=$((SECONDS + boot_deadline))
    until state=$(docker exec "$(container "$host")" systemctl is-active ssh 2>&1); do
        [ "$(docker container inspect --format '{{.State.Running}}' "$(container "$host")")" = true ] ||
            die "$host ended: $(docker logs --tail 5 "$(container "$host")" 2>&1)"
        [ "$SECONDS" -lt "$deadline" ] || die "sshd on $host is not active after $boot_deadline s: $state"
        sleep 0.1
    done
}

# Read through the engine, which we trust; ssh-keyscan would believe whoever answers on the port.
write_known_hosts() {
    local host
    for host in $(hosts); do
        docker exec "$(container "$host")" cat /etc/ssh/ssh_host_ed25519_key.pub |
            sed "s/^\([^ ]* [^ ]*\).*/[127.0.0.1]:$(host_port "$host") \1/"
    done >"$known_hosts"
}

login() {
    local host=$1
    shift
    docker container inspect "$(container "$host")" >/dev/null 2>&1 || die "there is no host $host" "lab/lab.sh status"
    ssh -i "$key" -o IdentitiesOnly=yes -o UserKnownHostsFile="$known_hosts" -o StrictHostKeyChecking=yes \
        -o LogLevel=ERROR -p "$(host_port "$host")" deploy@127.0.0.1 "$@"
}

status() {
    docker ps -a --filter "label=$label" --format 'table {{.Names}}\t{{.Status}}\t{{.Ports}}'
}

down() {
    local -a containers images
    mapfile -t containers < <(docker ps -aq --filter "label=$label")
    [ ${#containers[@]} -eq 0 ] || docker rm -f -v "${containers[@]}" >/dev/null
    ! docker network inspect "$network" >/dev/null 2>&1 || docker network rm "$network" >/dev/null
    rm -f "$key" "$key.pub" "$known_hosts"
    if [ "${1:-}" = --images ]; then
        mapfile -t images < <(docker image ls --format '{{.Repository}}:{{.Tag}}' pgprov-lab)
        [ ${#images[@]} -eq 0 ] || docker image rm "${images[@]}" >/dev/null
    fi
    say "down"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
    up) up "$@" ;;
    down) down "$@" ;;
    status) status ;;
    ssh)
        [ $# -gt 0 ] || die "ssh needs a host" "lab/lab.sh ssh pg1"
        login "$@"
        ;;
    image) image "$@" ;;
    -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac

# Debian packages.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2119,SC2120  # the prelude sets them; apt_repository passes arguments

# package_probe NAME...: prints "package TAB name TAB status TAB version TAB candidate" for each, then what dpkg and apt are like
package_probe() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo unsupported
        return
    fi
    dpkg-query -W -f '${Package}\t${db:Status-Status}\t${Version}\n' >"$scratch/packages" || return
    package_missing=
    for package_name in "$@"; do
        package_line=$(awk -F '\t' -v name="$package_name" '$1 == name && $2 != "not-installed" { print $2 "\t" $3; exit }' "$scratch/packages")
        case $package_line in
        installed*) ;;
        *) package_missing=yes ;;
        esac
        printf 'package\t%s\t%s\n' "$package_name" "${package_line:-absent	}"
    done
    if [ -n "$package_missing" ]; then
        package_outlook "$@"
    fi
}

# package_outlook NAME...: prints candidates, the age of the package lists in days, and packages that dpkg has left half done
package_outlook() {
    # no cache file is written: a probe changes nothing
    apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= policy "$@" 2>/dev/null |
        awk '/^[^ ].*:$/ { name = substr($1, 1, length($1) - 1) }
            $1 == "Candidate:" && $2 != "(none)" { print "candidate\t" name "\t" $2 }'
    package_newest=$(find /var/lib/apt/lists -maxdepth 1 -type f -name '*_Packages*' -printf '%T@\n' 2>/dev/null | sort -n | tail -n 1)
    if [ -n "$package_newest" ]; then
        package_newest=$(stat -c %Y /var/lib/apt/lists)
        printf 'lists\t%s\n' $((($(date +%s) - package_newest) / 86400))
    else
        printf 'lists\tnever\n'
    fi
    # what is half done while something is at work is not what an interruption has left
    if package_busy; then
        return
    fi
    awk -F '\t' '$2 ~ /^(half-configured|half-installed|unpacked|triggers-awaited|triggers-pending)$/ { print "halfway\t" $1 "\t" $2 }' "$scratch/packages"
    if [ -n "$(ls -A /var/lib/dpkg/updates 2>/dev/null)" ]; then
        printf 'halfway\tdpkg\tinterrupted\n'
    fi
}

# package_busy: whether apt or dpkg is at work, for an earlier run of pgprov or for somebody else
package_busy() {
    for package_comm in /proc/[0-9]*/comm; do
        read -r package_process 2>/dev/null <"$package_comm" || continue
        case $package_process in
        dpkg | apt | apt-get | aptitude | unattended-upgr) return 0 ;;
        esac
    done
    return 1
}

# package_install NAME...: installs what is missing; restarts nothing, removes nothing, trusts nothing unsigned
package_install() {
    if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1)" ] || ! package_known "$@"; then
        # a repository that fails and that these packages do not need is no reason to stop
        package_update || package_known "$@" || return
    fi
    if ! package_known "$@"; then
        echo "no repository of this host has: $package_unknown" >&2
        return 1
    fi
    if package_apt install -y --no-install-recommends --no-remove "$@"; then
        return 0
    fi
    # a list that is out of date names archives that are gone
    if grep -q -e '404 ' -e 'Unable to fetch' "$scratch/apt"; then
        package_update && package_apt install -y --no-install-recommends --no-remove "$@" && return 0
    fi
    package_complain
    return 1
}

# package_known NAME...: whether every name has a candidate; those that have none are in package_unknown
package_known() {
    package_unknown=
    for package_name in "$@"; do
        package_candidate=$(apt-cache policy "$package_name" 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')
        case $package_candidate in
        '' | '(none)') package_unknown="$package_unknown $package_name" ;;
        esac
    done
    [ -z "$package_unknown" ]
}

# package_update [APT OPTION...]: fetches the package lists
package_update() {
    package_tries=0
    until package_apt update "$@"; do
        # apt waits for dpkg's lock by itself, not for the one of the lists
        if ! grep -q 'Could not get lock' "$scratch/apt" || [ "$package_tries" -ge 120 ]; then
            package_complain
            return 1
        fi
        package_tries=$((package_tries + 1))
        prelude_progress "apt is in use: $(grep -m 1 'Could not get lock' "$scratch/apt")"
        sleep 5
    done
}

# package_apt ARGUMENT...: runs apt-get and says how far it is while it runs; its output is in $scratch/apt
package_apt() {
    : >"$scratch/apt"
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l APT_LISTCHANGES_FRONTEND=none \
        apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=2 -o APT::Update::Error-Mode=any \
        -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        "$@" >"$scratch/apt" 2>&1 </dev/null 3>&- 9>&- &
    package_pid=$!
    package_said=
    package_pause=0.2
    while kill -0 "$package_pid" 2>/dev/null; do
        package_line=$(package_progress)
        if [ -n "$package_line" ] && [ "$package_line" != "$package_said" ]; then
            package_said=$package_line
            prelude_progress "$package_line"
        fi
        sleep "$package_pause"
        package_pause=1
    done
    wait "$package_pid"
}

# package_progress: prints what apt-get is at, from what it has written: fetching, then each package twice
package_progress() {
    awk '
        / newly installed, / { for (i = 2; i < NF; i++) if ($i ~ /^(upgraded|newly)/) of += $(i - 1) }
        /^Need to get / { size = $4 " " $5; sub("/.*", "", size) }
        /^(Get|Hit|Err|Ign):/ { step = "fetching" (size == "" ? " package lists" : " " size " of packages") }
        /^Unpacking / { step = sprintf("unpacking, %d of %d packages", ++unpacked, of) }
        /^Setting up / { step = sprintf("setting up, %d of %d packages", ++done, of) }
        /^Waiting for / || /^E: Could not get lock/ { step = "waiting for another apt or dpkg on this host" }
        END { print step }' "$scratch/apt"
}

# package_complain: prints why apt failed, and the exact repair where there is one
package_complain() {
    tail -n 20 "$scratch/apt" >&2
    if grep -q "dpkg --configure -a" "$scratch/apt"; then
        echo "hint: dpkg was interrupted on this host: run 'dpkg --configure -a' there, then apply again" >&2
    elif grep -q "fix-broken install" "$scratch/apt"; then
        echo "hint: run 'apt-get --fix-broken install' on this host, then apply again" >&2
    fi
}

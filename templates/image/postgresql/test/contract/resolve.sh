# shellcheck shell=bash disable=SC2154  # wanted is in what it reads
# Read by a shell inside the image: prints what the variables come to, after the rules have let them pass.
set -Eeuo pipefail

main() {
    local key
    set -- --
    # all of the entrypoint but its last line, which runs it
    # shellcheck source=/dev/null
    . <(sed -e '/^main "\$@"$/d' -e "s|^scripts=.*|scripts=/usr/local/lib/pgprov/entrypoint.d/scripts|" /usr/local/lib/pgprov/entrypoint.sh)
    validate >&2
    for key in "${!wanted[@]}"; do
        printf '%s=%s\n' "$key" "${wanted[$key]}"
    done
}
main

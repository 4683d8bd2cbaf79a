# shellcheck shell=bash disable=SC2034,SC2154  # variables.sh and validation.sh declare what all share
# Values that may stand in a file: NAME=value, or NAME_FILE=path of a file that holds the value.

declare -ga forgotten=()

# read_value NAME: sets REPLY to the value of NAME or to what the file of NAME_FILE holds; says the mistake where it cannot
read_value() {
    local file_name=${1}_FILE
    local file=${!file_name:-}
    REPLY=${!1:-}
    if [ -n "$file" ] && [ -n "$REPLY" ]; then
        mistake "$1 and $file_name are both set" "remove one of the two"
    elif [ -n "$file" ]; then
        read_file "$1" "$file"
    fi
}

# read_file NAME FILE: sets REPLY to the content of FILE without one line break at its end
read_file() {
    REPLY=''
    if [ ! -f "$2" ] || [ ! -r "$2" ]; then
        mistake "${1}_FILE: cannot read $2" "it must be a file that uid $(id -u) may read"
        unreadable[$1]=yes
    elif IFS= read -r -d '' <"$2"; then
        mistake "$1 must not contain a NUL byte"
    else
        REPLY=${REPLY%$'\n'}
    fi
}

# forget_secrets: takes all that is secret out of the environment of what is started from now on
forget_secrets() {
    local name
    for name in $(compgen -e); do
        case $name in
            *_PASSWORD | *_PASSWORD_FILE)
                export -n "${name?}"
                forgotten+=("$name")
                ;;
        esac
    done
}

# remember_secrets: puts it back, for scripts of the user's own
remember_secrets() {
    local name
    for name in "${forgotten[@]}"; do
        export "${name?}"
    done
}

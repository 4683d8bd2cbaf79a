# shellcheck shell=sh
# Finding a JDK 25, for bin/setup, bin/test and the launcher bin/pgprov. Sourced, not run.
#
# Starts no process: the launcher pays for every fork on each call, so the version is read from the `release` file
# that every JDK carries, with builtins only.

# jdk_read_version DIR: sets jdk_version to the feature version of the JDK in DIR; fails when DIR holds no JDK.
jdk_read_version() {
    jdk_version=
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r jdk_key jdk_value; do
        if [ "$jdk_key" = JAVA_VERSION ]; then
            jdk_value=${jdk_value#\"}
            jdk_version=${jdk_value%%[!0-9]*}
            break
        fi
    done <"$1/release"
    [ -n "$jdk_version" ]
}

# jdk_find: sets and exports JAVA_HOME to a JDK of version 25 or later; fails when there is none.
# JAVA_HOME comes first because it is the user's word; among installed ones 25 is preferred to anything newer, because
# 25 is what the tests run on.
jdk_find() {
    if [ -n "${JAVA_HOME:-}" ] && jdk_read_version "$JAVA_HOME" && [ "$jdk_version" -ge 25 ]; then
        export JAVA_HOME
        return 0
    fi
    jdk_newer=
    for jdk_dir in "${PGPROV_JVM_DIR:-/usr/lib/jvm}"/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*; do
        jdk_read_version "$jdk_dir" || continue
        if [ "$jdk_version" -eq 25 ]; then
            JAVA_HOME=$jdk_dir
            export JAVA_HOME
            return 0
        fi
        [ "$jdk_version" -gt 25 ] && jdk_newer=$jdk_dir
    done
    [ -n "$jdk_newer" ] || return 1
    JAVA_HOME=$jdk_newer
    export JAVA_HOME
}

# shellcheck shell=bash
# Running Maven on the JDK that bin/lib/jdk.sh finds. Sourced after it, not run.

# maven ARGUMENT...
maven() {
    jdk_find || {
        echo "error: no JDK 25 found" >&2
        echo "hint:  run bin/setup" >&2
        return 1
    }
    # Debian's Maven is older than JDK 25; without these the JDK warns about Maven's own libraries at each start.
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
        mvn --batch-mode --no-transfer-progress "$@"
}

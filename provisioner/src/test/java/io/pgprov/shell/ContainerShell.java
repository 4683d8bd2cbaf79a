package io.pgprov.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/// Runs functions of container hosts under dash, with an engine in memory.
abstract class ContainerShell {

    /// Containers are folders with what they were made with and whether they run. Two that run at once are what must never be.
    static final String ENGINE =
            """
            docker() {
                echo "$*" >>log
                if [ "$(wc -l <log)" -eq "${powerless:-0}" ]; then kill -9 $$; fi
                case "$1 $2" in
                'container inspect')
                    [ -d "c/$5" ] || return 1
                    case $4 in
                    *Labels*) echo db ;;
                    *RestartCount*) cat "c/$5/restarts" 2>/dev/null || echo 0 ;;
                    *StartedAt*) echo "$(cat "c/$5/made") $(wc -l <"c/$5/started")" ;;
                    *) cat "c/$5/status" ;;
                    esac
                    ;;
                create*)
                    while [ "$1" != --name ]; do shift; done
                    mkdir "c/$2"; echo "$3" >"c/$2/made"; echo created >"c/$2/status"; : >"c/$2/started"
                    ;;
                start*)
                    if grep -q -x running c/*/status && ! grep -q running "c/$2/status"; then : >two; fi
                    echo x >>"c/$2/started"
                    if [ "$(cat "c/$2/made")" = broken ]; then echo exited >"c/$2/status"; else echo running >"c/$2/status"; fi
                    ;;
                stop*) echo exited >"c/$4/status" ;;
                rename*) [ ! -e "c/$3" ] && mv "c/$2" "c/$3" ;;
                rm*)
                    shift; [ "$1" != -f ] || shift
                    if grep -q running "c/$1/status"; then echo "it runs" >&2; return 1; fi
                    rm -r "c/$1"
                    ;;
                logs*) echo "last words" ;;
                *) : ;;
                esac
            }
            """;

    /// What surrounds the functions, without servers.
    static final String SURROUNDINGS =
            """
            set -e
            cd %1$s
            mkdir -p c scratch secrets
            scratch=%1$s/scratch; pg_engine=docker; pg_container=db; pg_image=image; has_systemd=false; pg_owner=0
            pg_home_dir=%1$s/secrets; pg_conf_dir=%1$s/conf; pg_data_dir=%1$s/data
            prelude_progress() { :; }
            engine_running() { [ "$(docker container inspect -f '{{.State.Status}}' db)" = running ]; }
            sql_answers() { engine_running; }
            sql_run() { cat >/dev/null; echo primary; }
            service_state_listener() { :; }
            postgres_settings_revert() { false; }
            postgres_settings_settle() { :; }
            install() { for last; do :; done; mkdir -p "$last"; }
            chown() { :; }
            sleep() { :; }
            timeout() { shift 3; "$@"; }
            """;

    @TempDir Path top;

    void fresh() throws IOException {
        try (var files = Files.walk(top)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .filter(f -> !f.equals(top) && !f.endsWith("pg_control"))
                    .forEach(f -> f.toFile().delete());
        }
        Path old = Files.createDirectories(top.resolve("c/db"));
        Files.writeString(old.resolve("made"), "old\n");
        Files.writeString(old.resolve("status"), "running\n");
        Files.writeString(old.resolve("started"), "x\n");
    }

    String made(String container) throws IOException {
        return Files.readString(top.resolve("c/" + container + "/made")).strip();
    }

    record Ended(int status, String text) {}

    Ended dash(String calls) throws IOException, InterruptedException {
        Files.deleteIfExists(top.resolve("log"));
        String script =
                libraries(
                                "prelude",
                                "container",
                                "container_engine",
                                "container_image",
                                "directory",
                                "postgres_cluster",
                                "replica",
                                "service",
                                "postgres_server")
                        + ENGINE
                        + SURROUNDINGS.formatted(top)
                        + calls
                        + "\n";
        Path in = Files.writeString(top.resolve("script"), script);
        Process process =
                new ProcessBuilder("timeout", "-s", "KILL", "20", "dash", in.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    static String library(String name) {
        return new ShellLibrary().source(name);
    }

    /// With what they need.
    static String libraries(String... names) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String name : names) {
            new ShellLibrary().collect(name, sources);
        }
        return String.join("", sources.values());
    }
}

package io.pgprov.lab;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.testcontainers.images.builder.Transferable;

/// One host of a lab. What it does to the host goes through the container engine, not through SSH, so that it works
/// whatever state the host is in and counts as no connection.
public final class LabHost {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// In the container that the server runs in, if there is one. Never Debian's `psql` of the host: it is a wrapper that fails when a
    /// configuration file has a syntax error.
    private static final String PSQL =
            """
            cd /
            for engine in docker podman; do
                command -v "$engine" >/dev/null || continue
                container=$("$engine" ps --format '{{.Names}}' 2>/dev/null | grep -m 1 -e '^postgresql-[0-9]*-[a-z]*$') || continue
                exec "$engine" exec -i "$container" psql -XAtq -v ON_ERROR_STOP=1 \
                    -h /var/run/postgresql -d "$1" -c "$2"
            done
            bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
            for socket in /var/run/postgresql/.s.PGSQL.*[0-9]; do port=${socket##*.}; done
            exec runuser -u postgres -- "$bin/psql" -XAtq -v ON_ERROR_STOP=1 \
                -h /var/run/postgresql -p "$port" -d "$1" -c "$2"
            """;

    private final Lab lab;
    private final LabContainer container;
    private final String name;
    private final String address;

    LabHost(Lab lab, LabContainer container, String name, String address) {
        this.lab = lab;
        this.container = container;
        this.name = name;
        this.address = address;
    }

    /// `pg1`, `pg2`, …: its host name, and its name in the other hosts' `/etc/hosts`.
    public String name() {
        return name;
    }

    /// Its fixed address on the data network.
    public String address() {
        return address;
    }

    /// The port of its sshd on 127.0.0.1, the same for as long as the lab lives.
    public int sshPort() {
        return container.sshPort();
    }

    /// The line of known_hosts that expects its key under a name.
    public String knownAs(String known) {
        String[] key = read("/etc/ssh/ssh_host_ed25519_key.pub").split(" ");
        return known + " " + key[0] + " " + key[1].strip();
    }

    public String containerId() {
        return container.getContainerId();
    }

    /// Runs a command as root, without a shell and without SSH.
    public ExecResult exec(String... command) {
        try {
            var result = container.execInContainer(command);
            return new ExecResult(result.getExitCode(), result.getStdout(), result.getStderr());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "could not run on " + name + ": " + Arrays.toString(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted on " + name, e);
        }
    }

    /// Runs a script of `sh` as root and returns its output; an assertion error when it fails.
    public String sh(String script) {
        return exec("sh", "-c", script).orThrow(name + ": " + script);
    }

    /// Runs SQL as postgres with the real psql and returns rows unaligned, columns parted by `|`; an assertion error
    /// when it fails.
    public String psql(String sql) {
        return psql("postgres", sql);
    }

    public String psql(String database, String sql) {
        return tryPsql(database, sql).orThrow(name + ": psql: " + sql);
    }

    public ExecResult tryPsql(String database, String sql) {
        return exec("sh", "-c", PSQL, "psql", database, sql);
    }

    public String read(String path) {
        ExecResult result = exec("cat", path);
        result.orThrow(name + ": cat " + path);
        return result.stdout();
    }

    /// Writes a file of root's, mode 0644, whole.
    public void write(String path, String content) {
        container.copyFileToContainer(
                Transferable.of(content.getBytes(StandardCharsets.UTF_8), 0644), path);
    }

    public boolean isUnitActive(String unit) {
        return exec("systemctl", "is-active", "--quiet", unit).succeeded();
    }

    /// Runs a command over SSH as `user` by the real client, host key checked strictly.
    public ExecResult ssh(String user, String command) {
        return ssh(user, command, "");
    }

    public ExecResult ssh(String user, String command, String stdin) {
        List<String> line = new ArrayList<>(lab.sshCommand());
        line.addAll(List.of("-p", String.valueOf(sshPort()), user + "@127.0.0.1", command));
        return LocalCommand.run(stdin, line);
    }

    /// Power off, as by pulling the plug.
    public void kill() {
        Engine.client().killContainerCmd(containerId()).exec();
        Wait.until(name + " is off", START_LIMIT, this::isRunning, running -> !running);
    }

    /// An orderly shutdown.
    public void stop() {
        Engine.client().stopContainerCmd(containerId()).withTimeout(60).exec();
    }

    /// Power on after `kill` or `stop`; returns when sshd answers. Disk, address and port are as before; cuts are gone.
    public void start() {
        Engine.client().startContainerCmd(containerId()).exec();
        SshBanner.await(sshPort(), START_LIMIT, this::isRunning);
    }

    /// Freezes every process of the host; connections stay open and get no answer.
    public void pause() {
        Engine.client().pauseContainerCmd(containerId()).exec();
    }

    public void unpause() {
        Engine.client().unpauseContainerCmd(containerId()).exec();
    }

    public boolean isRunning() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /// Ends every SSH connection of the user `deploy` from the host's side, without a word.
    public void killSessions() {
        sh(
                "kill -KILL $(ps -eo pid=,args= | awk '$2 == \"sshd:\" && $3 ~ /^deploy/ { print $1 }')");
    }

    /// Cuts the host off from all others on the data network, both ways and silently, as a broken link does. SSH stays.
    public void cut() {
        block("saddr " + lab.subnet(), "daddr " + lab.subnet());
    }

    /// Nothing comes in from the data network; what the host sends still arrives.
    public void cutIncoming() {
        block("saddr " + lab.subnet(), null);
    }

    /// Nothing goes out to the data network; what others send still arrives.
    public void cutOutgoing() {
        block(null, "daddr " + lab.subnet());
    }

    /// Cuts the link to one other host, both ways.
    public void cutFrom(LabHost other) {
        block("saddr " + other.address, "daddr " + other.address);
    }

    /// Ends every cut of this host; without one it does nothing.
    public void heal() {
        exec("nft", "delete", "table", "inet", "lab");
    }

    private void block(String incoming, String outgoing) {
        var rules = new StringBuilder("add table inet lab\n");
        rules.append("add chain inet lab in { type filter hook input priority 0; }\n");
        rules.append("add chain inet lab out { type filter hook output priority 0; }\n");
        if (incoming != null) {
            rules.append("add rule inet lab in iif != lo ip ").append(incoming).append(" drop\n");
        }
        if (outgoing != null) {
            rules.append("add rule inet lab out oif != lo ip ").append(outgoing).append(" drop\n");
        }
        exec("nft", rules.toString()).orThrow(name + ": nft");
    }

    /// Back to the first state of the host, see `lab/host/reset.sh`. Not after packages were installed: an assertion
    /// error then.
    LabHost reset() {
        var state = state();
        if (Boolean.TRUE.equals(state.getPaused())) {
            unpause();
        }
        if (!Boolean.TRUE.equals(state.getRunning())) {
            start();
        }
        exec("/usr/lib/lab/reset.sh").orThrow(name + ": reset");
        return this;
    }

    private ContainerState state() {
        return Engine.client().inspectContainerCmd(containerId()).exec().getState();
    }
}

package io.pgprov.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/// An inventory of a lab's hosts in Ansible's YAML: where to log in and under which address the members reach each
/// other. A test adds its variables.
public final class LabInventory {

    private final Lab lab;
    private final Map<String, Object> vars = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> hosts = new LinkedHashMap<>();

    LabInventory(Lab lab) {
        this.lab = lab;
        vars.put("ansible_user", "deploy");
        for (LabHost host : lab.hosts()) {
            var hostVars = new LinkedHashMap<String, Object>();
            hostVars.put("ansible_host", "127.0.0.1");
            hostVars.put("ansible_port", host.sshPort());
            hostVars.put("pg_address", host.address());
            hosts.put(host.name(), hostVars);
        }
    }

    /// A variable of all hosts; a value may be text, a number, a boolean, a list or a map.
    public LabInventory var(String name, Object value) {
        vars.put(name, value);
        return this;
    }

    /// A variable of one host.
    public LabInventory var(String host, String name, Object value) {
        hosts.get(host).put(name, value);
        return this;
    }

    /// One more host, which is none of the lab's.
    public LabInventory stranger(String host, Map<String, Object> variables) {
        hosts.put(host, new LinkedHashMap<>(variables));
        return this;
    }

    /// Leaves a host out, as before somebody added it.
    public LabInventory without(String host) {
        hosts.remove(host);
        return this;
    }

    /// Native replication over all hosts: pg1 is the primary, the others are replicas.
    public LabInventory nativeCluster(String cluster, int version, String replicationPassword) {
        var("pg_cluster", cluster);
        var("pg_version", version);
        var("ha_mode", "native");
        var("replication_password", replicationPassword);
        hosts.forEach((host, hostVars) ->
                hostVars.put("replication_role", host.equals("pg1") ? "primary" : "replica"));
        return this;
    }

    public String yaml() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        return new Yaml(options).dump(Map.of("all", Map.of("vars", vars, "hosts", hosts)));
    }

    /// Writes it to `inventory.yml` in the lab's own directory.
    public Path write() {
        return write(lab.directory().resolve("inventory.yml"));
    }

    public Path write(Path file) {
        try {
            return Files.writeString(file, yaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

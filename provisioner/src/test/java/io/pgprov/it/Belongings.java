package io.pgprov.it;

import io.pgprov.lab.KeyPair;
import io.pgprov.lab.Lab;
import io.pgprov.lab.LabHost;
import io.pgprov.lab.LocalCommand;
import io.pgprov.lab.SshAgent;
import io.pgprov.vault.AnsibleVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a person brings along who used Ansible before, in a folder: an INI inventory with `group_vars/` and vaulted values, an SSH
/// configuration with jump hosts, known_hosts, an agent, a key with a passphrase.
///
/// The hosts are made to fit: pg1 lets `operator` in by the agent's key; pg2 by the key with the passphrase, and only from pg1; pg3
/// lets `carol` in by a password at a prompt, and only from pg2.
final class Belongings implements AutoCloseable {

    static final String SUDO = SecretsIT.SUDO;
    static final String REPLICATION = "re pl'ic$(id) \"ü\\ :%s";
    static final String LOGIN = "lo gin\"'$HOME % !ü\\";
    static final String PASSPHRASE = "pass ph'rase \"$%ü\\ x";
    static final String VAULT_PASSWORD = "brought 'välted$ \\ word";

    /// No secret: in the prefix of the server's log lines, so that it is in plans and on hosts.
    static final String CANARY = "a bird that sings, and must be heard";

    private final Lab lab;
    private final Path folder;
    private final SshAgent agent;

    private Belongings(Lab lab, Path folder, SshAgent agent) {
        this.lab = lab;
        this.folder = folder;
        this.agent = agent;
    }

    static Belongings bring(Lab lab) throws IOException {
        Path folder = Files.createDirectories(lab.directory().resolve("brought"));
        Belongings belongings = new Belongings(lab, folder, SshAgent.start());
        KeyPair.generate("ed25519", "", belongings.file("agent"));
        KeyPair.generate("ed25519", PASSPHRASE, belongings.file("locked"));
        belongings.agent.add(belongings.file("agent"));
        belongings.hosts();
        belongings.knownHosts();
        belongings.sshConfig();
        belongings.inventory();
        return belongings;
    }

    @Override
    public void close() {
        agent.close();
        for (LabHost host : lab.hosts()) {
            host.heal();
            host.sh("rm -f /home/operator/.ssh/authorized_keys");
        }
        lab.host(3).sh("rm /etc/ssh/sshd_config.d/brought.conf; systemctl reload ssh");
        lab.host(3).sh("userdel -r carol");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    String path(String name) {
        return file(name).toString();
    }

    /// A line out of the middle of a key file.
    String body(String key) {
        try {
            return Files.readAllLines(file(key)).get(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hosts() throws IOException {
        authorize(lab.host(1), "agent");
        authorize(lab.host(2), "locked");
        LabHost last = lab.host(3);
        last.sh("useradd -m -s /bin/bash -G sudo carol");
        last.write("/root/login", "carol:" + LOGIN + "\n");
        last.sh("chpasswd </root/login; rm /root/login");
        last.write(
                "/etc/ssh/sshd_config.d/brought.conf",
                "PasswordAuthentication no\nKbdInteractiveAuthentication yes\n"
                        + "Match User carol\nPubkeyAuthentication no\n");
        last.sh("sshd -t && systemctl reload ssh");
        onlyFrom(lab.host(2), lab.host(1));
        onlyFrom(lab.host(3), lab.host(2));
    }

    private void authorize(LabHost host, String key) throws IOException {
        host.sh("install -d -m 0700 -o operator -g operator /home/operator/.ssh");
        host.write("/home/operator/.ssh/authorized_keys", Files.readString(file(key + ".pub")));
    }

    /// SSH is refused to everybody else, this machine included.
    private void onlyFrom(LabHost host, LabHost hop) {
        String rules =
                """
                add table inet lab
                add chain inet lab way { type filter hook input priority 0; }
                add rule inet lab way tcp dport 22 ip saddr != %s reject with tcp reset
                add rule inet lab way meta nfproto ipv6 tcp dport 22 reject with tcp reset
                """
                        .formatted(hop.address());
        host.exec("nft", rules).orThrow(host.name() + ": nft");
    }

    /// Under the names by which each host is reached, hashed as Debian has it.
    private void knownHosts() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (LabHost host : lab.hosts()) {
            String name = host == lab.host(1) ? "[127.0.0.1]:" + host.sshPort() : host.address();
            lines.append(host.knownAs(name)).append('\n');
        }
        Files.writeString(file("known_hosts"), lines);
        LocalCommand.run("ssh-keygen", "-H", "-f", file("known_hosts").toString())
                .orThrow("ssh-keygen -H");
    }

    private void sshConfig() throws IOException {
        Files.writeString(
                file("ssh_config"),
                """
                Host pg1
                    HostName 127.0.0.1
                    Port %d
                    IdentityAgent %s
                Host pg2
                    HostName %s
                    IdentityFile %s
                    ProxyJump pg1
                Host pg3
                    HostName %s
                    User carol
                    ProxyJump pg1,pg2
                Host *
                    User operator
                    IdentityAgent none
                    UserKnownHostsFile %s
                    GlobalKnownHostsFile none
                """
                        .formatted(
                                lab.host(1).sshPort(),
                                agent.socket(),
                                lab.host(2).address(),
                                file("locked"),
                                lab.host(3).address(),
                                file("known_hosts")));
    }

    private void inventory() throws IOException {
        Files.createDirectories(file("group_vars/orders"));
        Files.createDirectories(file("host_vars"));
        Files.writeString(file("vault-password"), VAULT_PASSWORD + "\n");
        Files.writeString(file("value"), REPLICATION);
        Files.writeString(
                file("group_vars/orders/vault.yml"),
                "vault_become_password: '%s'\nvault_login_password: '%s'\n"
                        .formatted(SUDO.replace("'", "''"), LOGIN.replace("'", "''")));
        AnsibleVault.run(
                folder,
                "ansible-vault",
                "encrypt",
                "--vault-password-file",
                "vault-password",
                "group_vars/orders/vault.yml",
                "value");
        Files.writeString(
                file("hosts.ini"),
                """
                [orders]
                pg1 pg_address=%s replication_role=primary
                pg[2:3] replication_role=replica

                [orders:vars]
                pg_cluster=orders
                pg_version=15
                ha_mode=native
                """
                        .formatted(lab.host(1).address()));
        Files.writeString(
                file("group_vars/orders/main.yml"),
                """
                ansible_become_password: "{{ vault_become_password }}"
                pg_settings:
                  log_statement: all
                  log_replication_commands: true
                  log_line_prefix: "%%m [%%p] %s "
                replication_password: !vault |
                %s\
                """
                        .formatted(CANARY, Files.readString(file("value")).indent(2)));
        Files.writeString(file("host_vars/pg2.yml"), "pg_address: " + lab.host(2).address() + "\n");
        Files.writeString(
                file("host_vars/pg3.yml"),
                """
                pg_address: %s
                ansible_password: "{{ vault_login_password }}"
                ansible_become_password: "{{ vault_login_password }}"
                """
                        .formatted(lab.host(3).address()));
        Files.delete(file("value"));
    }
}

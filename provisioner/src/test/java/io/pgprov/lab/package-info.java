/// Real hosts for tests: containers with systemd, sshd, sudo and real PostgreSQL, started by Testcontainers from the
/// image in `lab/`. A test asks for a {@link io.pgprov.lab.Lab}, gets hosts with loopback SSH ports and an inventory for
/// them, breaks what it likes, and leaves nothing behind. Knows nothing of pgprov itself.
package io.pgprov.lab;

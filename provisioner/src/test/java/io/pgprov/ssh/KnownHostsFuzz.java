package io.pgprov.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Whatever is in a file of known hosts: its lines are read, or left out as ssh leaves them out.
public final class KnownHostsFuzz {

    private KnownHostsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (KnownHostsLine line : KnownHosts.parse(Path.of("known_hosts"), text)) {
            line.names("db1");
            line.names("[192.0.2.1]:2222");
            line.place();
        }
    }
}

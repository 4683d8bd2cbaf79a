package io.pgprov.ssh;

/// Whatever a server sends as its key: it is a key, a certificate or neither, and is shown as such.
public final class HostKeyFuzz {

    private HostKeyFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        HostKey offered = HostKey.ofBlob(bytes);
        offered.plain().fingerprint();
        offered.label();
        offered.rsaBits();
    }
}

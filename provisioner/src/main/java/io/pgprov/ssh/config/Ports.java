package io.pgprov.ssh.config;

/// TCP ports as text.
final class Ports {

    private Ports() {}

    static boolean valid(String text) {
        return text.matches("[0-9]{1,5}")
                && Integer.parseInt(text) >= 1
                && Integer.parseInt(text) <= 65535;
    }
}

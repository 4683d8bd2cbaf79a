package io.pgprov.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of pgprov and of the Java it runs on. Maven puts the former into the jar.
final class Version implements IVersionProvider {

    private static final String PROPERTIES = "/META-INF/maven/io.pgprov/provisioner/pom.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"pgprov %s (Java %s)".formatted(number(), Runtime.version())};
    }

    static String number() {
        try (InputStream in = Version.class.getResourceAsStream(PROPERTIES)) {
            if (in == null) {
                return "from classes";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("reading the version", e);
        }
    }
}

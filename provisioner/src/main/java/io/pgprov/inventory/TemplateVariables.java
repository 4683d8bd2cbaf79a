package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.ProblemException;
import io.pgprov.template.Lookup;
import io.pgprov.template.SecretSources;
import io.pgprov.template.Templates;
import io.pgprov.vault.Keyring;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Variables for a template that is tried out, without an inventory: files of variables, and `-e` on top.
public final class TemplateVariables {

    private TemplateVariables() {}

    /// Reads them. A value that holds a template is rendered when it is asked for, as in an inventory.
    ///
    /// @param files YAML or JSON, each a map; later ones win
    /// @param extra arguments of `-e`
    /// @param keyring opens encrypted files and values
    /// @param secrets where what was encrypted is noted
    /// @throws ProblemException with every mistake of all files, by file and line
    public static Lookup read(
            List<Path> files, List<String> extra, Keyring keyring, SecretSources secrets) {
        Findings findings = new Findings();
        Vaults vaults = new Vaults(keyring, secrets, Oddities.REFUSE);
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (Path file : files) {
            findings.attempt(() -> YamlDocument.read(file, vaults))
                    .ifPresent(document ->
                            document.variables(findings)
                                    .forEach(entry -> entries.put(entry.key(), entry)));
        }
        entries.putAll(ExtraVariables.read(extra, vaults, findings));
        findings.throwIfAny();
        return new HostVariables(
                new HostName("localhost"), entries, Set.of(), Map.of(), new Templates(secrets));
    }
}

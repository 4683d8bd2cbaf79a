package io.pgprov.inventory;

import io.pgprov.model.ProblemException;
import java.nio.file.Path;

/// The text of a file, decrypted where the file is encrypted as a whole.
///
/// @param name of the file, for messages and origins
/// @param encrypted whether the file is encrypted; then no message may quote what it holds
record FileText(String name, String text, boolean encrypted) {

    /// @throws ProblemException where it cannot be read or opened, or is no text
    static FileText read(Path file, Vaults vaults) {
        String name = file.toString();
        byte[] content = TextFile.bytes(file);
        return Vaults.isEncrypted(content)
                ? new FileText(name, vaults.text(content, name), true)
                : new FileText(name, TextFile.text(content, name), false);
    }

    /// What it says as YAML or JSON; every value of an encrypted file is recorded as a secret.
    ///
    /// @throws ProblemException with every mistake found in it
    YamlDocument document(Vaults vaults) {
        return encrypted ? vaults.document(text, name) : YamlDocument.parse(text, name, vaults);
    }

    /// What is wrong in it, as it may be shown.
    ProblemException shown(ProblemException found) {
        return encrypted ? Vaults.concealed(found, "a valid inventory", name) : found;
    }
}

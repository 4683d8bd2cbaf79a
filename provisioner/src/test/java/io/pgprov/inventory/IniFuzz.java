package io.pgprov.inventory;

import io.pgprov.fuzz.Input;
import io.pgprov.model.ProblemException;
import io.pgprov.vault.Keyring;
import java.util.List;

/// Whatever is in an inventory without a suffix, which may be of either form: it is listed, or refused with problems.
public final class IniFuzz {

    private IniFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String file = Input.file("ini/hosts", bytes).toString();
        try {
            InventoryListing listing =
                    InventoryListing.read(List.of(file), List.of(), Keyring.empty());
            listing.hosts().forEach(listing::variables);
            listing.children("all").forEach(listing::hosts);
            listing.matching("all:!a*");
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}

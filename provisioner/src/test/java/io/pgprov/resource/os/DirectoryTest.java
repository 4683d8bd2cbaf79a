package io.pgprov.resource.os;

import static io.pgprov.resource.Verdicts.arguments;
import static io.pgprov.resource.Verdicts.assertCall;
import static io.pgprov.resource.Verdicts.assertInSync;
import static io.pgprov.resource.Verdicts.assertRefused;
import static io.pgprov.resource.Verdicts.change;
import static io.pgprov.resource.Verdicts.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgprov.model.Change;
import io.pgprov.model.Difference;
import io.pgprov.model.Probe;
import io.pgprov.model.View;
import io.pgprov.resource.SampleView;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private static final View VIEW = SampleView.empty();

    @Test
    void createsWhatIsAbsent() {
        assertCall(
                change(verdict(directory(), "absent\n", VIEW)),
                "directory_create",
                "/srv/x",
                "postgres",
                "postgres",
                "0750");
    }

    @Test
    void isInSyncWithTheSameOwnerAndMode() {
        assertInSync(verdict(directory(), "directory\tpostgres\tpostgres\t750\n", VIEW));
    }

    @Test
    void mendsEachAttributeThatDiffers() {
        Change change = change(verdict(directory(), "directory\troot\tpostgres\t755\n", VIEW));
        assertCall(change, "directory_attributes", "/srv/x", "postgres", "postgres", "0750");
        assertEquals(
                List.of(
                        new Difference.Value("owner", "root", "postgres", ""),
                        new Difference.Value("mode", "0755", "0750", "")),
                change.differences());
    }

    @Test
    void refusesWhatIsNoDirectory() {
        assertRefused(verdict(directory(), "other\tregular file\n", VIEW), "regular file", "move");
        assertThrows(Probe.UnreadableReply.class, () -> verdict(directory(), "?", VIEW));
    }

    private static Directory directory() {
        return Directory.from(
                arguments("directory", "path", "/srv/x", "owner", "postgres", "mode", "0750"));
    }
}

package io.pgprov.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgprov.model.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextDiffTest {

    private static List<String> diff(String before, String after) {
        return TextDiff.lines(new Difference.Text("content", before, after));
    }

    @Test
    void keepsThreeLinesOfContext() {
        assertEquals(
                List.of("@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"),
                diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"));
    }

    @Test
    void showsANewFileWhole() {
        assertEquals(List.of("@@ -0,0 +1,2 @@", "+a", "+b"), diff("", "a\nb\n"));
    }

    @Test
    void namesADifferenceThatNoLineShows() {
        assertEquals(List.of("(only the line break at the end differs)"), diff("a", "a\n"));
    }
}

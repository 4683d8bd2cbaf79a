package io.pgprov.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.pgprov.model.Difference;
import java.util.List;

/// The unified diff of a text, with three lines of context.
final class TextDiff {

    private static final int CONTEXT = 3;

    private TextDiff() {}

    /// Lines of the diff without the two that name the files.
    static List<String> lines(Difference.Text text) {
        List<String> before = split(text.before());
        List<String> after = split(text.after());
        List<String> diff =
                UnifiedDiffUtils.generateUnifiedDiff(
                        "before", "after", before, DiffUtils.diff(before, after), CONTEXT);
        if (diff.isEmpty() && !text.before().equals(text.after())) {
            return List.of("(only the line break at the end differs)");
        }
        return diff.stream().skip(2).toList();
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : text.lines().toList();
    }
}

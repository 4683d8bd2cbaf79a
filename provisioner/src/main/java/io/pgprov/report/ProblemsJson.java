package io.pgprov.report;

import io.pgprov.model.Problem;
import java.util.List;
import java.util.Map;

/// Problems as one JSON document, `docs/schema/problems.json`: what `validate` answers, and what every command answers where
/// its files are invalid.
public final class ProblemsJson {

    private final Redactor redactor;

    public ProblemsJson(Redactor redactor) {
        this.redactor = redactor;
    }

    /// An indented document, ending with a line break.
    public String render(List<Problem> problems, List<Problem> warnings, int exitCode) {
        return new Json(redactor)
                .write(document(problems, warnings, exitCode), Json.Layout.DOCUMENT);
    }

    /// The same on one line.
    public String line(List<Problem> problems, List<Problem> warnings, int exitCode) {
        return new Json(redactor).write(document(problems, warnings, exitCode), Json.Layout.LINE);
    }

    private static Map<String, Object> document(
            List<Problem> problems, List<Problem> warnings, int exitCode) {
        Map<String, Object> document = Json.document("problems");
        document.put("exit_code", exitCode);
        document.put("problems", Json.problems(problems));
        document.put("warnings", Json.problems(warnings));
        return document;
    }
}

package io.pgprov.report;

import io.pgprov.model.Problem;
import java.util.stream.Collectors;

/// How text is put on the screen: secrets masked, control characters escaped, and colours where they are wanted.
public record Ink(Redactor redactor, Colours colours) {

    /// Whether colours are used.
    public enum Colours {
        ON,
        OFF
    }

    public static Ink plain(Redactor redactor) {
        return new Ink(redactor, Colours.OFF);
    }

    /// Foreign text on one line.
    String line(Object foreign) {
        return Visible.line(redactor.redact(foreign.toString()));
    }

    /// Foreign text of one or more lines, for what is not shown by a renderer of this package.
    public String foreign(String text) {
        return block(text);
    }

    String block(String foreign) {
        return Visible.block(redactor.redact(foreign));
    }

    /// The lines in which a problem is shown; the first word is `error:` in red.
    public String problem(Problem problem) {
        return labelled(red("error:"), problem);
    }

    /// The same for a problem that stops nothing.
    public String warning(Problem problem) {
        return labelled(yellow("warning:"), problem);
    }

    /// The same for something that is merely said.
    public String note(Problem problem) {
        return labelled("note: ", problem);
    }

    private String labelled(String label, Problem problem) {
        StringBuilder text = new StringBuilder(label).append(' ').append(hanging(problem.what()));
        if (!problem.where().isEmpty()) {
            text.append("\nat:    ").append(hanging(problem.where()));
        }
        if (!problem.hint().isEmpty()) {
            text.append("\nhint:  ").append(hanging(problem.hint()));
        }
        return text.toString();
    }

    private String hanging(String text) {
        return block(text.strip()).replace("\n", "\n       ");
    }

    static String indent(String text, int columns) {
        String margin = " ".repeat(columns);
        return text.lines()
                .map(line -> line.isEmpty() ? line : margin + line)
                .collect(Collectors.joining("\n"));
    }

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String cyan(String text) {
        return paint("36", text);
    }

    /// SGR sequences of ECMA-48, 8.3.117.
    private String paint(String code, String text) {
        return switch (colours) {
            case OFF -> text;
            case ON -> text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
        };
    }
}

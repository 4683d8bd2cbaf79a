package io.pgprov.template;

import java.util.Map;
import java.util.Optional;

/// Ansible's first line `#jinja2: lstrip_blocks: True, trim_blocks: False` of a template.
///
/// @param lines how many lines it is
record Header(int lines, String body, Whitespace whitespace) {

    private static final String MARK = "#jinja2:";

    private static final Map<String, Boolean> WORDS = Map.of("True", true, "False", false);

    static boolean starts(String text) {
        return text.startsWith(MARK);
    }

    static Header of(String text) {
        if (!starts(text)) {
            return new Header(0, text, Whitespace.ofFiles());
        }
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new TemplateFault("nothing behind the line " + MARK);
        }
        boolean trim = true;
        boolean lstrip = false;
        for (String pair : text.substring(MARK.length(), end).split(",")) {
            String[] parts = pair.split(":", 2);
            Optional<Boolean> truth =
                    Optional.ofNullable(parts.length < 2 ? null : WORDS.get(parts[1].strip()));
            switch (parts[0].strip()) {
                case "trim_blocks" -> trim = truth.orElseThrow(() -> wrong(pair));
                case "lstrip_blocks" -> lstrip = truth.orElseThrow(() -> wrong(pair));
                default -> throw wrong(pair);
            }
        }
        Whitespace whitespace = new Whitespace(trim, lstrip, Whitespace.Backslashes.ESCAPE);
        return new Header(1, text.substring(end + 1), whitespace);
    }

    private static TemplateFault wrong(String pair) {
        return new TemplateFault(
                "cannot read " + pair.strip() + " in the line " + MARK,
                "it may set trim_blocks and lstrip_blocks to True or False",
                1);
    }
}

package io.pgprov.template;

import com.hubspot.jinjava.lib.tag.ElseIfTag;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.Tag;
import java.util.List;
import java.util.Map;

/// The tags that a template may use.
final class Tags {

    private static final Map<String, String> UNSUPPORTED =
            Map.of(
                    "include", "write it into one file",
                    "import", "write its macros into this file",
                    "from", "write its macros into this file",
                    "extends", "write it into one file",
                    "block", "leave the tags out: without extends a block is its content",
                    "do", "write {% set _ = … %}",
                    "break", "write for … if …",
                    "continue", "write for … if …",
                    "autoescape", "nothing is escaped here",
                    "trans", "texts are not translated");

    private static final List<Tag> ALL =
            List.of(
                    new IfBlock(),
                    new ElseIfTag(),
                    new ElseTag(),
                    new ForBlock(),
                    new SetBlock(),
                    new WithBlock(),
                    new MacroBlock(),
                    new CallBlock(),
                    new FilterBlock());

    private Tags() {}

    static List<Tag> all() {
        return ALL;
    }

    static Tag named(String name) {
        return ALL.stream()
                .filter(tag -> tag.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static TemplateFault unknown(String name) {
        String tag = "{% " + name + " %}";
        if (UNSUPPORTED.containsKey(name)) {
            return new TemplateFault(tag + " is not supported", UNSUPPORTED.get(name));
        }
        return new TemplateFault("unknown tag " + tag, "docs/templates.md lists them");
    }
}

package io.pgprov.template;

import io.pgprov.fuzz.Input;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whatever a template, a value or a condition says: it renders, or is refused with a problem.
public final class TemplateFuzz {

    private static final Lookup VARIABLES =
            Lookup.of(
                    Map.of(
                            "pg_port",
                            5432L,
                            "text",
                            "some Text, ${HOME}",
                            "list",
                            List.of("a", 2L, true),
                            "map",
                            Map.of("a", 1L, "b", List.of())));

    private static final Origin ORIGIN = new Origin("t.j2", 1);

    private TemplateFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Templates templates = new Templates(new SecretSources(_ -> Optional.empty()));
        String text = new String(Input.withoutSecrets(bytes), StandardCharsets.UTF_8);
        attempt(bytes, () -> templates.render(text, ORIGIN, VARIABLES));
        attempt(bytes, () -> templates.value(text, ORIGIN, VARIABLES));
        attempt(bytes, () -> templates.truth(text, ORIGIN, VARIABLES));
    }

    private static void attempt(byte[] bytes, Runnable use) {
        try {
            use.run();
        } catch (ProblemException e) {
            Input.check(e, bytes);
        }
    }
}

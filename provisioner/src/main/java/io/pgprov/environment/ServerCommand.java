package io.pgprov.environment;

import io.pgprov.environment.Startup.Command;
import io.pgprov.model.Origin;
import java.util.List;

/// The command of a container of the official image, or of ours: settings in it become variables, and what else it does is said.
final class ServerCommand {

    private static final String SAME =
            "arguments work with pgprov's image as with the official one: command, or after the"
                    + " image's name in docker run; ";

    private final Result result;
    private final Remarks remarks;

    private ServerCommand(Result result, Remarks remarks) {
        this.result = result;
        this.remarks = remarks;
    }

    static void translate(Startup startup, Result result, Remarks remarks) {
        startup.entrypoint()
                .ifPresent(origin ->
                        remarks.warning(
                                origin,
                                "an entrypoint of your own is not carried over",
                                "leave it out: without its own one the image honours no variables;"
                                        + " scripts of the first start: /docker-entrypoint-initdb.d"));
        startup.command().ifPresent(new ServerCommand(result, remarks)::translate);
    }

    private void translate(Command command) {
        command.words()
                .ifPresentOrElse(
                        words -> translate(words, command.origin()),
                        () ->
                                remarks.warning(
                                        command.origin(),
                                        "command is not carried over: it is not plain text, or"
                                                + " Compose puts it together ($NAME or ${NAME})",
                                        ServiceReading.RESOLVE));
    }

    private void translate(List<String> words, Origin origin) {
        boolean named = !words.isEmpty() && words.getFirst().equals("postgres");
        if (!named && !words.isEmpty() && !words.getFirst().startsWith("-")) {
            remarks.warning(
                    origin,
                    "command is not carried over: it begins with another program than postgres",
                    SAME + "settings in it: " + Ours.SETTING + "<name>");
            return;
        }
        ServerArguments arguments =
                ServerArguments.of(named ? words.subList(1, words.size()) : words);
        arguments.settings().forEach(s -> result.overrideSetting(s.name(), s.value(), origin));
        if (!arguments.left().isEmpty()) {
            remarks.warning(
                    origin,
                    "not carried over from command: " + String.join(", ", arguments.left()),
                    SAME + arguments.instead());
        }
    }
}

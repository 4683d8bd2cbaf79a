package io.pgprov.environment;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Arguments of the server, as far as they are settings that a variable can have: `-c name=value`, `-cname=value`, `--name=value`.
///
/// @param settings in their order; of two of one name the last counts
/// @param left the others by their options or names, without values, which may be secret
record ServerArguments(List<Setting> settings, List<String> left) {

    /// A setting.
    record Setting(String name, String value) {}

    /// With one dot at most: configuration files take no more (`guc-file.l`, QUALIFIED_ID). `-` is `_` (`ParseLongOption`).
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([A-Za-z_][\\w-]*(?:\\.[A-Za-z_][\\w-]*)?)=(.+)");

    /// Options whose value may be the next word (`postmaster.c`, its `getopt`).
    private static final Pattern WITH_VALUE = Pattern.compile("-[BCDdfhkNprStvWc]");

    /// What can be repeated of an argument.
    private static final Pattern SHOWN =
            Pattern.compile("(?:--|-c)([A-Za-z_][\\w.-]{0,62})=.*|(-[A-Za-z]|--[a-z-]+$).*");

    ServerArguments {
        settings = List.copyOf(settings);
        left = List.copyOf(left);
    }

    /// @param words without the name of the program
    static ServerArguments of(List<String> words) {
        List<Setting> settings = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            String whole =
                    WITH_VALUE.matcher(word).matches() && rest.hasNext()
                            ? word + rest.next()
                            : word;
            Matcher assignment = ASSIGNMENT.matcher(whole.replaceFirst("^(?:--|-c)", ""));
            boolean option = whole.startsWith("--") || whole.startsWith("-c");
            String name = option && assignment.matches() ? assignment.group(1) : "";
            if (Ours.canBeSet(name.replace('-', '_'))) {
                settings.add(new Setting(name.replace('-', '_'), assignment.group(2)));
            } else {
                left.add(shown(whole));
            }
        }
        return new ServerArguments(settings, left);
    }

    /// How those that are left can be had as settings.
    String instead() {
        return left.contains("config_file")
                ? "config_file only without HA_MODE and "
                        + Ours.SETTING
                        + "<name>; else "
                        + Ours.SETTING
                        + "include_dir=DIRECTORY"
                : "-N 50 is -c max_connections=50, and so with -B shared_buffers, -S work_mem, -p"
                        + " port";
    }

    private static String shown(String argument) {
        Matcher shown = SHOWN.matcher(argument);
        if (!shown.lookingAt()) {
            return "a word that is no option";
        }
        return shown.group(1) == null ? shown.group(2) : shown.group(1).replace('-', '_');
    }
}

package io.pgprov.shell;

import java.util.ArrayList;
import java.util.List;

/// One call of a function of the shell library (`resources/shell/`) with its arguments.
///
/// A function is named after its file and a verb of one word: `replication_slot_create` lives in
/// `replication_slot.sh`.
///
/// @param function name of the function, `[a-z][a-z0-9_]*_[a-z]+`
/// @param arguments data for it, in order
public record ShellCall(String function, List<Argument> arguments) {

    public ShellCall {
        if (!function.matches("[a-z][a-z0-9_]*_[a-z0-9]+")) {
            throw new IllegalArgumentException("not a name of a library function: " + function);
        }
        arguments = List.copyOf(arguments);
    }

    public static ShellCall of(String function, String... arguments) {
        List<Argument> plain = new ArrayList<>();
        for (String argument : arguments) {
            plain.add(new Argument.Plain(argument));
        }
        return new ShellCall(function, plain);
    }

    public static ShellCall of(String function, List<Argument> arguments) {
        return new ShellCall(function, arguments);
    }

    /// This call with one more argument at its end.
    public ShellCall with(Argument argument) {
        List<Argument> more = new ArrayList<>(arguments);
        more.add(argument);
        return new ShellCall(function, more);
    }

    public ShellCall with(String argument) {
        return with(new Argument.Plain(argument));
    }

    /// This call with one more argument that is never shown.
    public ShellCall withHidden(String argument) {
        return with(new Argument.Hidden(argument));
    }

    /// Name of the file in the shell library that defines the function, without its ending.
    String library() {
        return function.substring(0, function.lastIndexOf('_'));
    }
}

package io.pgprov.resource.os;

import io.pgprov.model.Arguments;
import io.pgprov.model.Difference;
import java.util.ArrayList;
import java.util.List;

/// Who owns a file or directory and who may do what with it.
///
/// @param owner name of an account
/// @param group name of a group
/// @param mode permission bits, four octal digits: `0644`
public record FileAttributes(String owner, String group, String mode) {

    public FileAttributes {
        if (!mode.matches("[0-7]{1,4}")) {
            throw new IllegalArgumentException("not a mode: " + mode);
        }
        mode = "0".repeat(4 - mode.length()) + mode;
    }

    /// Reads `owner`, `group` (that of the owner's name where it is absent) and `mode`.
    static FileAttributes from(Arguments arguments, String absentMode) {
        String owner = arguments.text("owner", "root");
        String group = arguments.text("group", owner);
        String mode = arguments.quoted("mode", absentMode);
        if (!mode.matches("[0-7]{3,4}")) {
            throw arguments.problem(
                    "mode must be three or four octal digits, not " + mode,
                    "quote it: mode: \"0644\"");
        }
        return new FileAttributes(owner, group, mode);
    }

    /// What differs, this being what is wanted.
    List<Difference> differences(FileAttributes seen) {
        List<Difference> differences = new ArrayList<>();
        compare("owner", seen.owner, owner, differences);
        compare("group", seen.group, group, differences);
        compare("mode", seen.mode, mode, differences);
        return differences;
    }

    private static void compare(String name, String seen, String wanted, List<Difference> into) {
        if (!seen.equals(wanted)) {
            into.add(new Difference.Value(name, seen, wanted, ""));
        }
    }
}

package io.pgprov.resource.os;

import io.pgprov.model.Arguments;
import io.pgprov.shell.PlatformDirectory;

/// Reads paths from the parameters of a task.
final class Paths {

    private Paths() {}

    /// An absolute path without `..`; it may begin with a marker of [PlatformDirectory].
    static String absolute(Arguments arguments, String name) {
        String path = arguments.text(name);
        boolean marked = false;
        for (PlatformDirectory directory : PlatformDirectory.values()) {
            marked |= path.startsWith(directory.marker());
        }
        if (!marked && !path.startsWith("/")) {
            throw arguments.problem(name + " must be an absolute path, not " + path, "");
        }
        if (path.endsWith("/") || (path + "/").contains("/../") || path.indexOf('\n') >= 0) {
            throw arguments.problem(
                    name + " must be a plain path, not " + PlatformDirectory.readable(path),
                    "leave out a slash at the end, '..' and line breaks");
        }
        return path;
    }
}

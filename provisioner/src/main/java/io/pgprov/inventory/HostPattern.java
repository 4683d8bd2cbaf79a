package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Ansible's host patterns: `a:b` or `a,b` (either), `:&c` (and), `:!d` (not), globs, `~regular expression`, group names,
/// and subscripts of what matched, `web[0]`, `web[0:2]`, `web[-1]`.
///
/// Unlike Ansible's, a part that matches nothing is a problem: a misspelled exclusion would change a host it should not.
final class HostPattern {

    private static final Pattern SUBSCRIPT =
            Pattern.compile("(.+)\\[(?:(-?[0-9]{1,6})|([0-9]{1,6})[:-]([0-9]{0,6}))]");

    private final GroupTree tree;

    HostPattern(GroupTree tree) {
        this.tree = tree;
    }

    /// @return hosts in the order of the inventory
    List<HostName> matching(String pattern) {
        Set<HostName> found = new LinkedHashSet<>();
        List<String> parts = split(pattern);
        if (parts.isEmpty()) {
            throw problem("the host pattern is empty", "");
        }
        List<String> either =
                parts.stream().filter(p -> !p.startsWith("&") && !p.startsWith("!")).toList();
        (either.isEmpty() ? List.of(GroupTree.ALL) : either).forEach(p -> found.addAll(part(p)));
        parts.stream()
                .filter(p -> p.startsWith("&"))
                .forEach(p -> found.retainAll(part(p.substring(1))));
        parts.stream()
                .filter(p -> p.startsWith("!"))
                .forEach(p -> found.removeAll(part(p.substring(1))));
        if (found.isEmpty()) {
            throw problem("host pattern " + pattern + " matches no host", "");
        }
        return tree.hosts().stream().filter(found::contains).toList();
    }

    /// At commas where there is one, else at colons outside brackets.
    private static List<String> split(String pattern) {
        char separator = pattern.indexOf(',') >= 0 ? ',' : ':';
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int brackets = 0;
        for (char c : (pattern + separator).toCharArray()) {
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == separator && brackets <= 0) {
                if (!part.toString().isBlank()) {
                    parts.add(part.toString().strip());
                }
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (!part.toString().isBlank()) {
            throw problem("host pattern " + pattern + " lacks a closing bracket", "");
        }
        return parts;
    }

    private List<HostName> part(String part) {
        List<HostName> found = tree.group(part).isPresent() ? tree.members(part) : search(part);
        if (found.isEmpty()) {
            throw problem("host pattern " + part + " matches no host", "hosts: " + some());
        }
        return found;
    }

    private List<HostName> search(String part) {
        if (part.startsWith("~")) {
            try {
                Pattern expression = Pattern.compile(part.substring(1));
                return named(name -> expression.matcher(name).lookingAt(), part);
            } catch (PatternSyntaxException e) {
                throw problem("host pattern " + part + ": " + e.getDescription(), "");
            }
        }
        Matcher subscript = SUBSCRIPT.matcher(part);
        return subscript.matches()
                ? subscripted(subscript, part)
                : named(glob(part).asMatchPredicate(), part);
    }

    private List<HostName> subscripted(Matcher subscript, String part) {
        List<HostName> whole = part(subscript.group(1));
        int from;
        int to;
        if (subscript.group(2) != null) {
            int index = Integer.parseInt(subscript.group(2));
            from = index < 0 ? whole.size() + index : index;
            to = from;
        } else {
            from = Integer.parseInt(subscript.group(3));
            String last = subscript.group(4);
            to =
                    last.isEmpty()
                            ? whole.size() - 1
                            : Math.min(Integer.parseInt(last), whole.size() - 1);
        }
        if (from < 0 || from > to || to >= whole.size()) {
            throw problem(
                    "host pattern " + part + " is out of range",
                    subscript.group(1) + " has " + whole.size() + " hosts");
        }
        return whole.subList(from, to + 1);
    }

    /// Hosts of the groups that match, and hosts that match by themselves: those only where no group does, or a wildcard asks.
    private List<HostName> named(Predicate<String> matches, String part) {
        Set<HostName> found = new LinkedHashSet<>();
        List<String> groups = tree.groupNames().stream().filter(matches).toList();
        groups.forEach(group -> found.addAll(tree.members(group)));
        if (groups.isEmpty()
                || part.startsWith("~")
                || part.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
            tree.hosts().stream().filter(h -> matches.test(h.name())).forEach(found::add);
        }
        return tree.hosts().stream().filter(found::contains).toList();
    }

    private static Pattern glob(String glob) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (c == '*') {
                expression.append(".*");
            } else if (c == '?') {
                expression.append('.');
            } else if (close > 0) {
                String set = glob.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
                expression.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set);
                expression.append(']');
                i = close;
            } else {
                expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(expression.toString());
        } catch (PatternSyntaxException e) {
            throw problem("host pattern " + glob + ": " + e.getDescription(), "");
        }
    }

    private String some() {
        List<String> names = tree.hosts().stream().limit(8).map(HostName::name).toList();
        return String.join(", ", names) + (tree.hosts().size() > names.size() ? ", …" : "");
    }

    private static ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint));
    }
}

package io.pgprov.inventory;

import io.pgprov.model.HostName;
import io.pgprov.model.Problem;
import io.pgprov.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Ansible's host patterns: `a:b` or `a,b` (either), `:&c` (and), `:!d` (not), globs, `~regular expression`, group names,
/// subscripts of what matched, `web[0]`, `web[0:2]`, `web[-1]`, and `@file` with a pattern per line
/// (`ansible/inventory/manager.py`).
///
/// Unlike Ansible's, a part that names nothing is a problem: a misspelled exclusion would change a host it should not.
final class HostPattern {

    private static final Pattern SUBSCRIPT =
            Pattern.compile("(.+)\\[(?:(-?[0-9]{1,6})|([0-9]{1,6})[:-]([0-9]{0,6}))]");

    /// One of several parts with colons between them; a colon in brackets belongs to the part.
    private static final Pattern PART = Pattern.compile("(?:[^\\s:\\[\\]]++|\\[[^\\]]*])++");

    private final GroupTree tree;

    HostPattern(GroupTree tree) {
        this.tree = tree;
    }

    /// @return hosts in Ansible's order, which is that of the parts
    List<HostName> matching(String pattern) {
        Set<HostName> found = new LinkedHashSet<>();
        List<String> parts = split(pattern).stream().flatMap(part -> lines(part).stream()).toList();
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
                .forEach(p -> found.removeAll(Set.copyOf(part(p.substring(1)))));
        if (found.isEmpty()) {
            throw problem("host pattern " + pattern + " matches no host", "");
        }
        return List.copyOf(found);
    }

    /// At commas where there is one; else, where the whole is no host with ranges or port, at colons outside brackets.
    private static List<String> split(String pattern) {
        if (pattern.contains(",")) {
            return List.of(pattern.split(",")).stream()
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
        if (HostAddress.of(pattern).isPresent()) {
            return List.of(pattern);
        }
        Matcher matcher = PART.matcher(pattern);
        List<String> parts = matcher.results().map(MatchResult::group).toList();
        String rest = matcher.reset().replaceAll("").replace(":", "");
        if (!rest.isBlank()) {
            throw problem("host pattern " + pattern + " lacks a bracket", "");
        }
        return parts;
    }

    /// The patterns of `@file`, or the part itself.
    private static List<String> lines(String part) {
        return part.startsWith("@")
                ? TextFile.read(Path.of(part.substring(1)))
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList()
                : List.of(part);
    }

    private List<HostName> part(String part) {
        if (!part.isBlank() && tree.knows(new HostName(part))) {
            return List.of(new HostName(part));
        }
        Matcher subscript = SUBSCRIPT.matcher(part);
        boolean subscripted = !part.startsWith("~") && subscript.matches();
        String name = subscripted ? subscript.group(1) : part;
        List<HostName> found = name.isEmpty() ? List.of() : search(name);
        boolean emptyGroup = tree.group(name).isPresent();
        if (found.isEmpty() && !emptyGroup) {
            throw problem("host pattern " + name + " matches no host", "hosts: " + some());
        }
        return subscripted && !found.isEmpty() ? subscripted(found, subscript, part) : found;
    }

    /// Hosts of the groups that match, and hosts that match by themselves: those only where no group does, or a wildcard asks.
    /// A host in several groups is there several times, which subscripts count.
    private List<HostName> search(String part) {
        Predicate<String> matches = matcher(part);
        List<HostName> found = new ArrayList<>();
        Collection<String> groups = tree.groupNames().stream().filter(matches).toList();
        groups.forEach(group -> found.addAll(tree.members(group)));
        if (groups.isEmpty()
                || part.startsWith("~")
                || part.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
            tree.hosts().stream().filter(h -> matches.test(h.name())).forEach(found::add);
        }
        return found;
    }

    private static Predicate<String> matcher(String part) {
        if (!part.startsWith("~")) {
            return glob(part).asMatchPredicate();
        }
        try {
            Pattern expression = Pattern.compile(part.substring(1));
            return name -> expression.matcher(name).lookingAt();
        } catch (PatternSyntaxException e) {
            throw problem("host pattern " + part + ": " + e.getDescription(), "");
        }
    }

    private static List<HostName> subscripted(
            List<HostName> whole, Matcher subscript, String part) {
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
                String set = glob.substring(i + 1, close);
                boolean others = set.startsWith("!");
                expression.append(others ? "[^" : "[");
                expression.append(literal(others ? set.substring(1) : set)).append(']');
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

    /// Of a set, what means something else to Java: only `!` turns it around, `^` is a character like any other.
    private static String literal(String set) {
        return set.replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
    }

    private String some() {
        List<String> names = tree.hosts().stream().limit(8).map(HostName::name).toList();
        return String.join(", ", names) + (tree.hosts().size() > names.size() ? ", …" : "");
    }

    private static ProblemException problem(String what, String hint) {
        return new ProblemException(Problem.of(what, hint));
    }
}

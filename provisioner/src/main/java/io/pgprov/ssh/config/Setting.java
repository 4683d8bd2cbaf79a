package io.pgprov.ssh.config;

import java.util.List;
import java.util.Optional;

/// A line that sets a value.
///
/// @param values where it goes
record Setting(Keyword keyword, ConfigLine line, Values values) {

    /// Checks the line, and keeps its value where the line counts and no earlier one gave another.
    ///
    /// @return what is wrong with it
    Optional<String> apply(boolean active) {
        List<String> words = line.words();
        switch (keyword.form()) {
            case REST, HIDDEN_REST -> {
                return keep(active, List.of(line.rest()));
            }
            case JUMP -> {
                return jump(active);
            }
            case IGNORED -> {
                return Optional.empty();
            }
            case LIST, ONCE_EACH -> {
                return words.isEmpty() ? missing() : keep(active, words);
            }
            case EACH -> {
                return each(active);
            }
            default -> {
                if (words.isEmpty() || words.getFirst().isEmpty()) {
                    return missing();
                }
                if (words.size() > 1) {
                    return Optional.of(
                            line.keyword() + " has extra arguments at the end of the line");
                }
                return word(active, words.getFirst());
            }
        }
    }

    private Optional<String> missing() {
        return Optional.of(line.keyword() + " has no argument");
    }

    private Optional<String> keep(boolean active, List<String> words) {
        boolean jumps =
                keyword == Keyword.PROXYCOMMAND
                        && values.one(Keyword.PROXYJUMP)
                                .filter(jump -> !jump.equals("none"))
                                .isPresent();
        if (active && !jumps) {
            values.first(keyword, words);
        }
        return Optional.empty();
    }

    private Optional<String> each(boolean active) {
        if (line.words().isEmpty() || line.words().getFirst().isEmpty()) {
            return missing();
        }
        if (keyword != Keyword.SENDENV && line.words().size() > 1) {
            return Optional.of(line.keyword() + " has extra arguments at the end of the line");
        }
        if (active) {
            line.words().forEach(this::addOrRemove);
        }
        return Optional.empty();
    }

    /// `SendEnv -LC_*` takes back what earlier lines gave.
    private void addOrRemove(String word) {
        if (keyword == Keyword.SENDENV && word.startsWith("-")) {
            List<String> kept =
                    values.all(keyword).stream()
                            .filter(name -> !Wildcard.matches(word.substring(1), name))
                            .toList();
            values.remove(keyword);
            kept.forEach(name -> values.add(keyword, name));
        } else {
            values.add(keyword, word);
        }
    }

    private Optional<String> word(boolean active, String word) {
        switch (keyword.form()) {
            case NUMBER -> {
                boolean valid =
                        keyword == Keyword.PORT ? Ports.valid(word) : word.matches("-?[0-9]{1,9}");
                return valid
                        ? keep(active, List.of(Integer.toString(Integer.parseInt(word))))
                        : Optional.of(line.keyword() + " is no number that it can be: " + word);
            }
            case TIME -> {
                if (word.equals("none")) {
                    return keep(active, List.of(word));
                }
                var seconds = Spans.seconds(word);
                return seconds.isPresent()
                        ? keep(active, List.of(Long.toString(seconds.getAsLong())))
                        : Optional.of(line.keyword() + " is no span of time: " + word);
            }
            case CHOICE -> {
                Optional<String> choice = keyword.choice(word);
                return choice.isPresent()
                        ? keep(active, List.of(choice.get()))
                        : Optional.of(
                                line.keyword()
                                        + " cannot be "
                                        + word
                                        + ", only "
                                        + keyword.words());
            }
            default -> {
                return keep(active, List.of(word));
            }
        }
    }

    /// A command given before makes it moot, but it is checked all the same.
    private Optional<String> jump(boolean active) {
        String text = line.rest().split("#", 2)[0].strip();
        boolean none = text.equalsIgnoreCase("none");
        Optional<List<JumpHost>> hosts = JumpHost.list(text);
        if (!none && hosts.isEmpty()) {
            return Optional.of("ProxyJump is no list of hosts: " + text);
        }
        if (active && !values.has(Keyword.PROXYCOMMAND)) {
            values.first(keyword, List.of(none ? "none" : text));
        }
        return Optional.empty();
    }
}

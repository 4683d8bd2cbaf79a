package io.pgprov.ssh.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A line that sets a value.
///
/// @param values where it goes; of a line that does not count, values that nobody asks
record Setting(Keyword keyword, ConfigLine line, Values values) {

    /// Checks the line, and keeps its value where no earlier one gave another.
    ///
    /// @return what is wrong with it
    Optional<String> apply() {
        List<String> words = line.words();
        return switch (keyword.form()) {
            case REST, HIDDEN_REST -> keep(List.of(line.rest()));
            case JUMP -> jump();
            case IGNORED -> Optional.empty();
            case LIST, ONCE_EACH -> words.isEmpty() ? missing() : keep(words);
            case EACH -> each();
            case WORD, NUMBER, TIME, CHOICE, HIDDEN_WORD, BLOCK ->
                    tooFewOrMany().or(() -> word(words.getFirst()));
        };
    }

    private Optional<String> missing() {
        return Optional.of(line.keyword() + " has no argument");
    }

    private Optional<String> tooFewOrMany() {
        if (line.words().isEmpty() || line.words().getFirst().isEmpty()) {
            return missing();
        }
        return line.words().size() > 1 && keyword != Keyword.SENDENV
                ? Optional.of(line.keyword() + " has extra arguments at the end of the line")
                : Optional.empty();
    }

    private Optional<String> keep(List<String> words) {
        boolean jumps =
                keyword == Keyword.PROXYCOMMAND
                        && values.one(Keyword.PROXYJUMP).filter(Values::isOne).isPresent();
        if (!jumps) {
            values.first(keyword, words);
        }
        return Optional.empty();
    }

    private Optional<String> each() {
        Optional<String> wrong = tooFewOrMany();
        if (wrong.isEmpty()) {
            line.words().forEach(this::addOrRemove);
        }
        return wrong;
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

    private Optional<String> word(String word) {
        return switch (keyword.form()) {
            case NUMBER -> {
                boolean valid =
                        keyword == Keyword.PORT ? Ports.valid(word) : word.matches("-?[0-9]{1,9}");
                yield valid
                        ? keep(List.of(Integer.toString(Integer.parseInt(word))))
                        : Optional.of(line.keyword() + " is no number that it can be: " + word);
            }
            case TIME -> {
                if (word.equals("none")) {
                    yield keep(List.of(word));
                }
                OptionalLong seconds = Spans.seconds(word);
                yield seconds.isPresent()
                        ? keep(List.of(Long.toString(seconds.getAsLong())))
                        : Optional.of(line.keyword() + " is no span of time: " + word);
            }
            case CHOICE -> {
                Optional<String> choice = keyword.choice(word);
                yield choice.isPresent()
                        ? keep(List.of(choice.get()))
                        : Optional.of(
                                line.keyword()
                                        + " cannot be "
                                        + word
                                        + ", only "
                                        + keyword.words());
            }
            default -> keep(List.of(word));
        };
    }

    /// A command given before makes it moot, but it is checked all the same.
    private Optional<String> jump() {
        String text = line.rest().split("#", 2)[0].strip();
        boolean none = text.equalsIgnoreCase("none");
        Optional<List<JumpHost>> hosts = JumpHost.list(text);
        if (!none && hosts.isEmpty()) {
            return Optional.of("ProxyJump is no list of hosts: " + text);
        }
        if (!values.has(Keyword.PROXYCOMMAND)) {
            values.first(keyword, List.of(none ? "none" : text));
        }
        return Optional.empty();
    }
}

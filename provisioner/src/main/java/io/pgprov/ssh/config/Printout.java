package io.pgprov.ssh.config;

import java.util.ArrayList;
import java.util.List;

/// The settings of a host as `ssh -G` prints them, without the keywords that have no effect on pgprov.
///
/// @param argument the name of the host as it was given
/// @param jumps the hosts on the way
record Printout(String argument, Values values, List<JumpHost> jumps) {

    /// The key files that ssh tries by itself, of the kinds that can be used from a file here.
    private static final List<String> USUAL =
            List.of("~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ed25519");

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("host " + argument);
        for (Keyword keyword : Keyword.values()) {
            lines.addAll(lines(keyword));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> lines(Keyword keyword) {
        return switch (keyword.form()) {
            case EACH, ONCE_EACH ->
                    (keyword == Keyword.IDENTITYFILE && !values.has(keyword)
                                    ? USUAL
                                    : values.effectiveAll(keyword))
                            .stream().map(value -> keyword.label() + " " + value).toList();
            case LIST -> {
                List<String> all = values.effectiveAll(keyword);
                yield List.of(
                        keyword.label() + " " + (all.isEmpty() ? "none" : String.join(" ", all)));
            }
            case JUMP -> jumps.isEmpty() ? List.of() : List.of(jumpLine());
            case HIDDEN_WORD, HIDDEN_REST, BLOCK, IGNORED -> List.of();
            case WORD, NUMBER, TIME, CHOICE, REST -> {
                boolean shown = keyword != Keyword.PROXYCOMMAND || jumps.isEmpty();
                String value = values.effective(keyword);
                yield value.isEmpty() || !shown || clearedByNone(keyword, value)
                        ? List.of()
                        : List.of(keyword.label() + " " + value);
            }
        };
    }

    /// Only the last one is taken apart; what stands before it is printed as it was given.
    private String jumpLine() {
        String given = values.effective(Keyword.PROXYJUMP);
        int last = given.lastIndexOf(',');
        return "proxyjump " + given.substring(0, last + 1) + jumps.getLast().text();
    }

    private static boolean clearedByNone(Keyword keyword, String value) {
        return !Values.isOne(value)
                && switch (keyword) {
                    case LOCALCOMMAND,
                            REMOTECOMMAND,
                            PROXYCOMMAND,
                            CONTROLPATH,
                            REVOKEDHOSTKEYS,
                            PKCS11PROVIDER,
                            KNOWNHOSTSCOMMAND ->
                            true;
                    default -> false;
                };
    }
}

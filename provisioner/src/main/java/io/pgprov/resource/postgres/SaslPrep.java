package io.pgprov.resource.postgres;

import java.text.Normalizer;
import java.util.Optional;

/// Prepares a password for SCRAM the way PostgreSQL does (`pg_saslprep`, src/common/saslprep.c).
///
/// RFC 4013 with PostgreSQL's two departures: a password of ASCII alone is taken as it is, and one that SASLprep forbids is
/// taken as it is too instead of being refused.
final class SaslPrep {

    private SaslPrep() {}

    static String prepare(String password) {
        if (password.chars().allMatch(c -> c < 0x80)) {
            return password;
        }
        String mapped = map(password);
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return Optional.of(normal).filter(SaslPrep::allowed).orElse(password);
    }

    private static String map(String password) {
        StringBuilder mapped = new StringBuilder();
        password.codePoints()
                .filter(c -> SaslPrepTables.SPACES.get(c) || !SaslPrepTables.NOTHING.get(c))
                .map(c -> SaslPrepTables.SPACES.get(c) ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        return mapped.toString();
    }

    private static boolean allowed(String text) {
        if (text.isEmpty()
                || text.codePoints()
                        .anyMatch(c ->
                                SaslPrepTables.PROHIBITED.get(c)
                                        || SaslPrepTables.UNASSIGNED.get(c))) {
            return false;
        }
        boolean rightToLeft = text.codePoints().anyMatch(SaslPrepTables.RIGHT_TO_LEFT::get);
        return !rightToLeft
                || SaslPrepTables.RIGHT_TO_LEFT.get(text.codePointAt(0))
                        && SaslPrepTables.RIGHT_TO_LEFT.get(text.codePointBefore(text.length()))
                        && text.codePoints().noneMatch(SaslPrepTables.LEFT_TO_RIGHT::get);
    }
}

package io.pgprov.template;

import com.hubspot.jinjava.interpret.UnknownTokenException;

/// Carries a fault through the engine, which lets only this kind of exception pass: others it would note with a message that it
/// makes by `String.format` of the fault's own words.
final class Ended extends UnknownTokenException {

    private static final long serialVersionUID = 1L;

    Ended(RuntimeException fault) {
        super("", 0, 0);
        initCause(fault);
    }
}

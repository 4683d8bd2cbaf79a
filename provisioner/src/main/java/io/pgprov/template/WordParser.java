package io.pgprov.template;

import com.hubspot.jinjava.el.ext.ExtendedParser;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;

/// Takes the words of an expression one after the other.
abstract class WordParser extends ExtendedParser {

    /// Parentheses and operators within each other: far more than people write, far less than a stack holds.
    private static final int DEEPEST = 100;

    private int depth;

    WordParser(Builder context, String input) {
        super(context, input);
    }

    @Override
    protected final Scanner createScanner(String expression) {
        return new PythonScanner(expression);
    }

    final Word word() {
        return (Word) getToken();
    }

    final Word following() throws ScanException, ParseException {
        return word().is(Symbol.END_EVAL) ? word() : (Word) lookahead(0);
    }

    final Word take() throws ScanException, ParseException {
        return (Word) consumeToken();
    }

    final boolean skip(String sign) throws ScanException, ParseException {
        boolean there = word().sign(sign);
        if (there) {
            consumeToken();
        }
        return there;
    }

    final boolean skipName(String name) throws ScanException, ParseException {
        boolean there = word().name(name);
        if (there) {
            consumeToken();
        }
        return there;
    }

    final void require(String sign) throws ScanException, ParseException {
        if (!skip(sign)) {
            throw unexpected("expected " + sign);
        }
    }

    final void separator(String end) throws ScanException, ParseException {
        if (!skip(",") && !word().sign(end)) {
            throw unexpected("expected , or " + end);
        }
    }

    /// To be called on the way into something nested, and [#leave] on the way out.
    final void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw new TemplateFault("nested too deeply", "at most 100 levels are read");
        }
    }

    final void leave() {
        depth--;
    }

    /// Makes the current word's line the one that a fault is in.
    final int reached() {
        PythonInterpreter.current().run().at(word().lines());
        return word().lines();
    }

    final TemplateFault unexpected(String wanted) {
        reached();
        return new TemplateFault("syntax error: " + wanted + ", found " + word().shown());
    }
}

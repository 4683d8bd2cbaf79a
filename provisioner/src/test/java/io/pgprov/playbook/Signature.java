package io.pgprov.playbook;

import io.pgprov.model.Arguments;
import io.pgprov.model.Content;
import io.pgprov.model.Origin;
import io.pgprov.model.ProblemException;
import io.pgprov.model.Secret;
import io.pgprov.model.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters that a resource type reads, learnt by letting it read: each question is written down, and answered with
/// something that lets it go on asking.
final class Signature extends Arguments {

    enum Kind {
        TEXT,
        QUOTED,
        SECRET,
        FLAG,
        NUMBER,
        CONTENT,
        TEXTS,
        LIST,
        MAP
    }

    /// @param items what is read of each item of a list
    record Parameter(Kind kind, boolean required, Optional<Signature> items) {}

    /// All has been asked for.
    private static final class Asked extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final boolean whole;
    private boolean closed;

    private Signature(String name, boolean whole) {
        super(name, Origin.builtIn("signature"), Map.of());
        this.whole = whole;
    }

    static Signature of(String type) {
        Signature signature = new Signature(type, true);
        try {
            TaskTypes.resource(type, signature);
        } catch (Asked | ProblemException e) {
            // What it makes of the answers is of no interest.
        }
        return signature;
    }

    Map<String, Parameter> parameters() {
        return parameters;
    }

    /// Whether parameters that were not asked for are refused.
    boolean closed() {
        return closed || whole;
    }

    private void add(String name, Kind kind, boolean required) {
        parameters.put(name, new Parameter(kind, required, Optional.empty()));
    }

    @Override
    public String text(String name) {
        add(name, Kind.TEXT, true);
        return name.equals("path") ? "/x" : "x";
    }

    @Override
    public String text(String name, String absent) {
        add(name, Kind.TEXT, false);
        return absent;
    }

    @Override
    public String quoted(String name, String absent) {
        add(name, Kind.QUOTED, false);
        return absent;
    }

    @Override
    public Optional<String> optionalText(String name) {
        add(name, Kind.TEXT, false);
        return Optional.empty();
    }

    @Override
    public Secret secret(String name) {
        add(name, Kind.SECRET, true);
        return new Secret("x");
    }

    @Override
    public Optional<Secret> optionalSecret(String name) {
        add(name, Kind.SECRET, false);
        return Optional.empty();
    }

    @Override
    public boolean flag(String name, Truth absent) {
        add(name, Kind.FLAG, false);
        return absent.asBoolean();
    }

    @Override
    public int number(String name, int absent) {
        add(name, Kind.NUMBER, false);
        return absent;
    }

    @Override
    public Content content(String name) {
        add(name, Kind.CONTENT, true);
        return Content.of("x");
    }

    @Override
    public List<String> texts(String name) {
        add(name, Kind.TEXTS, false);
        return List.of();
    }

    @Override
    public List<String> words(String name, String absent) {
        return texts(name);
    }

    @Override
    public List<Arguments> list(String name) {
        Signature items = new Signature(name, false);
        parameters.put(name, new Parameter(Kind.LIST, false, Optional.of(items)));
        return List.of(items);
    }

    @Override
    public Map<String, Object> map(String name) {
        add(name, Kind.MAP, false);
        return Map.of();
    }

    @Override
    public void finish() {
        closed = true;
        if (whole) {
            throw new Asked();
        }
    }
}

package io.pgprov.inventory;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// Reads YAML event by event, and stops at a file with more of them than an inventory ever has: a key and its value are two.
final class MeasuredParser extends ParserImpl {

    /// Enough for five thousand hosts with two dozen variables each; so many take about half a second to read.
    static final int MOST = 250_000;

    static final String TOO_MUCH = "more than " + MOST + " keys and values";

    private int events;

    MeasuredParser(StreamReader reader, LoaderOptions limits) {
        super(reader, limits);
    }

    /// @throws YAMLException at the first event too many
    @Override
    public Event getEvent() {
        events++;
        if (events > MOST) {
            throw new YAMLException(TOO_MUCH);
        }
        return super.getEvent();
    }
}

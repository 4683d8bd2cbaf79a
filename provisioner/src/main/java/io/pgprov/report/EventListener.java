package io.pgprov.report;

import io.pgprov.apply.Event;
import java.util.function.Consumer;

/// Shows the events of a run. Events may come from several threads. After [#close] the screen is as before and later events
/// are dropped.
public interface EventListener extends Consumer<Event>, AutoCloseable {

    @Override
    void close();
}

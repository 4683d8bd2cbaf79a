/// Programs on the machine that pgprov runs on.
///
/// In: what to run, and how long and how much at most. Out: how it ended and what it printed, as bytes. The package must not
/// know what is asked of them: it makes no messages, and keeps nothing.
package io.pgprov.local;

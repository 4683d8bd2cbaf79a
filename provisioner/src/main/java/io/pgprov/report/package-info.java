/// Shows plans, events, outcomes and the state of a fleet: text for people, JSON for machines.
///
/// In: values of the other stages. Out: text. Pure but for the event listeners, which write to the stream they are given.
/// Every text that comes from files or hosts passes through one [io.pgprov.report.Redactor], and its control characters are
/// escaped. The package must not decide anything: what a plan or an outcome means is known before it gets here.
package io.pgprov.report;

/// Makes a plan true, stage by stage, and proves it.
///
/// In: the desired state and an approved plan. Out: a stream of [Event]s and one [Outcome] per host. After every stage the
/// plan is computed again from what the hosts answered, by the same code; what was not approved is not done.
package io.pgprov.apply;

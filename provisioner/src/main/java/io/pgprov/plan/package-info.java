/// What will be done, decided without touching a host.
///
/// In: the desired state and a snapshot. Out: a [Plan] of stages per cluster, or the reasons why there is none. Topology
/// rules live here. The package has no way to reach a host: `plan`, `drift` and `apply` share it, and only `apply` goes on.
package io.pgprov.plan;

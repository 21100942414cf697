/// What a server counts and measures, without saying who reads it.
///
/// [Counter] and [Histogram] are written from any thread and cost a few nanoseconds; [Metrics] lists them with names,
/// labels and help for whoever exposes them (takt-ops does, as Prometheus text). Names follow Prometheus: base units,
/// `_total`, room types as labels, never ids.
@NullMarked
package takt.server.metrics;

import org.jspecify.annotations.NullMarked;

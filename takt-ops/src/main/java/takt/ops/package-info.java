/// What operators and their machines read of a server: how it does, whether it lives, whether it takes players.
///
/// [OpsPages] has the pages; who listens and answers is the business of a transport. `PrometheusText` writes what
/// [takt.server.metrics] counted, `JvmMetrics` adds what the JVM knows of itself. Nothing here is asked by rooms, and
/// nothing here waits for one. `docs/metrics.md` says what each figure means.
@NullMarked
package takt.ops;

import org.jspecify.annotations.NullMarked;

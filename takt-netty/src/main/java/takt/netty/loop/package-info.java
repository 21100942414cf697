/// The threads that do input and output, and how they talk to the kernel.
///
/// [EventLoops] opens them by [IoKind]; each has an [IoLane], which runs what others post, flushes once for a batch,
/// and calls whoever is [Timed] about once a second. Between two bunches of input a loop [Naps].
@NullMarked
package takt.netty.loop;

import org.jspecify.annotations.NullMarked;

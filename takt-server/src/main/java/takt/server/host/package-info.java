/// The real threads and clocks, and the only place that has any.
///
/// A [Node] is a server process's rooms and all that runs them: tick workers that own rooms, one control thread for the
/// front desk, virtual threads for what blocks. Transports bring it connections. [DevDesk] is how a
/// page for developers reaches its rooms. The same rooms, desk and connections
/// run in a test on a virtual clock, without this package.
@NullMarked
package takt.server.host;

import org.jspecify.annotations.NullMarked;

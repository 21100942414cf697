/// Rooms run by hand: what they keep, what they hand over, what a tick costs.
@NullMarked
package takt.server.room;

import org.jspecify.annotations.NullMarked;

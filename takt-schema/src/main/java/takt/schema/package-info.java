/// The words both ends of a game share.
///
/// A game's state, inputs, commands and events are plain classes and records of these types, used unchanged by the
/// server's room, by the Java client and by bots: [Entity], [Input], [Command], [Event], [Player], the annotations that
/// say what is sent to whom, and [Maths], which gives the same bits everywhere.
///
/// - [takt.schema.spi]: what takt-processor writes about such classes; not for games
/// - [takt.schema.wire]: their values as they travel
///
/// Nothing here runs a room. Start with [Entity].
@NullMarked
package takt.schema;

import org.jspecify.annotations.NullMarked;

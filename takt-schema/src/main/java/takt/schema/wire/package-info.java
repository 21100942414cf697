/// A game's values as they travel, walked by the tables of [takt.schema.spi].
///
/// [JsonValues] for the JSON twin; [Refs] finds the players and entities that travel as numbers; [Schema] writes the
/// document a client reads them by.
@NullMarked
package takt.schema.wire;

import org.jspecify.annotations.NullMarked;

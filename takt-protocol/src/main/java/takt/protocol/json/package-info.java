/// Bounded JSON: what the JSON twin is read and written with.
///
/// [JsonReader] turns hostile bytes into a [Json] tree or says why not; [JsonWriter] writes one, or writes
/// straight from values where a tree would be waste. There is no data binding here: tables beside the messages
/// say which name goes where.
@NullMarked
package takt.protocol.json;

import org.jspecify.annotations.NullMarked;

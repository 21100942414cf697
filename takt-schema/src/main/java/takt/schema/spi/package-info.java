/// What takt-processor writes about a game's classes, and how it is found.
///
/// For each top-level class `X` with state, inputs, commands or events in it there is one [Companion] named `X_Takt` in
/// the same package. It holds a [ClassCode] per class: the fields in order, what they hold ([ValueType]), who is sent
/// them, and code that reads and writes them without reflection. Everything that saves, sends, hashes or compares a
/// game's objects walks these tables. Found by name, once, through [Companions].
///
/// Not for games: generated code and Takt's own modules use it, and it may change with any version.
@NullMarked
package takt.schema.spi;

import org.jspecify.annotations.NullMarked;

/// Takt in one line: [Takt#serve] runs a server with a game's rooms.
///
/// [App] says what is served; the environment and `takt.properties` say where and how, see `docs/configuration.md`.
@NullMarked
package takt;

import org.jspecify.annotations.NullMarked;

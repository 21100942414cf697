/// A fight of ships among rocks: the game that `./takt run` serves.
///
/// [Arena] is the room and says in which order a tick goes; each of its topics has a file. What is in the room:
/// [Ship], [Bolt], [Rock], [Supply], and [Pilot], who stays when the ship is lost. Its rules: [Hangar] (where ships
/// appear), [Flight] (what they bump into), [Gunnery] (shots and hits), [Depot] (supplies), [Wits] (what bots do).
/// The page is in `resources/web`.
@NullMarked
package arena;

import org.jspecify.annotations.NullMarked;

/// A two-way pipe of whole frames, as the code on both ends sees it.
///
/// [Link] is what one sends into, [LinkEnd] what one receives by. [BadNetwork] joins two of them on a virtual clock:
/// a loopback when its [Conditions] are perfect, a seeded bad network when they are not. Both are product: tests,
/// simulators and demos run the real code over them. A [TokenBucket] says how much may go through.
@NullMarked
package takt.protocol.link;

import org.jspecify.annotations.NullMarked;

/// One TCP connection from accept to end, whatever it speaks: who it is, what it may cost, when its time is up.
///
/// [Gate] lets connections in and counts them; each is a [Visit], the first handler of its pipeline; [VisitLimits] says
/// how long and how much. Which protocol it speaks is the business of [takt.netty.http] and [takt.netty.websocket].
@NullMarked
package takt.netty.visit;

import org.jspecify.annotations.NullMarked;

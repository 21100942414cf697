/// HTTP/1.1 with tight bounds: requests in, one answer each.
///
/// [HttpBounds] builds the handlers of a connection; [HttpTalk], the last of them, turns what comes into a [Request]
/// and hands an [Exchange] to the [Router]. An [Answer] is a value: who makes one needs no socket.
@NullMarked
package takt.netty.http;

import org.jspecify.annotations.NullMarked;

/// WebSockets: the handshake, messages in, frames out.
///
/// [Upgrade] decides who gets one and builds its pipeline; [WebSocketHandler] receives for a [SocketEnd], which in the
/// product is a [takt.server.session.Connection]; [WebSocketLink] sends. [ShortMessages] takes what is whole, short
/// and binary past Netty's decoder.
@NullMarked
package takt.netty.websocket;

import org.jspecify.annotations.NullMarked;

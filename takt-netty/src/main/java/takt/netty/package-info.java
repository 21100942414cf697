/// The doors: how players and operators reach a node.
///
/// Start with [NettyDoors], which opens two listeners by a [DoorsConfig]; [DoorPipeline] shows the pipeline of a
/// player's connection from the first byte to a WebSocket. The rest is by what it is about:
/// - [takt.netty.loop]: the I/O threads
/// - [takt.netty.visit]: one TCP connection, what it may cost and how long it may take
/// - [takt.netty.address]: whose it is
/// - [takt.netty.tls]: keys and handshakes
/// - [takt.netty.http]: requests and answers
/// - [takt.netty.pages]: what is behind the paths
/// - [takt.netty.files]: pages, scripts, pictures
/// - [takt.netty.websocket]: the way frames take
///
/// Players' frames go from [takt.netty.websocket.WebSocketHandler] to [takt.server.session.Connection] and back by
/// [takt.netty.websocket.WebSocketLink]; this module knows nothing of rooms.
@NullMarked
package takt.netty;

import org.jspecify.annotations.NullMarked;

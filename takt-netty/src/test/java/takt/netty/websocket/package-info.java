/// The conformance suite of WebSockets against the handlers that players meet.
@NullMarked
package takt.netty.websocket;

import org.jspecify.annotations.NullMarked;

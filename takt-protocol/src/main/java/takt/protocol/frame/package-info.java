/// Every frame of protocol version 1.
///
/// [UpFrame] goes from client to server, [DownFrame] from server to client. [Kind] numbers them, [Shapes] lists the
/// fields of each once, and the two codecs read that list: [JsonFrames] for the JSON twin, [BinaryFrames] for the
/// binary protocol. A field is added in one place. [InputFrame] reads the one frame of which most come, in place.
@NullMarked
package takt.protocol.frame;

import org.jspecify.annotations.NullMarked;

/// What travels between a client and a server, and nothing about why.
///
/// - [takt.protocol.frame]: every frame there is, as records, with its two codecs: the JSON twin and the binary one
/// - [takt.protocol.json]: bounded JSON
/// - [takt.protocol.wire]: bytes, varints and the small protobuf codec
/// - [takt.protocol.layout]: the description of what a game sends, known by hash
/// - [takt.protocol.link]: a two-way pipe of frames; loopback and a seeded bad network
///
/// This module needs the JDK alone, reads no clock and opens no socket. Start with [Protocol], then
/// [takt.protocol.frame.UpFrame] and [takt.protocol.frame.DownFrame].
@NullMarked
package takt.protocol;

import org.jspecify.annotations.NullMarked;

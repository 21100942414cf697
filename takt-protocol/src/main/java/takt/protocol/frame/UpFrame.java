package takt.protocol.frame;

import java.util.List;
import takt.protocol.json.Json;

/// What a client says to a server.
///
/// Immutable; any thread. Every value is a claim: the codecs have checked shapes and ranges, nothing more. `request`
/// is the client's own number for an answer it waits for; `room` the number the server gave a room in
/// [DownFrame.Joined].
public sealed interface UpFrame extends Frame {
  /// The first frame on every connection. One of `resume`, `reservation`, `token` says who is there; with none of
  /// them it is a guest, where guests are allowed.
  ///
  /// @param versionMin the oldest protocol version the client speaks
  /// @param versionMax the newest
  /// @param capabilities bits of [Capability]
  /// @param sdk name and version of the client library, for logs
  /// @param name what a guest would like to be called
  /// @param token credentials for the server's authenticator
  /// @param reservation a seat promised by `POST /takt/join`
  /// @param resume the resume token of a session to take up again
  record Hello(int versionMin, int versionMax, long capabilities, String sdk, String name, String token,
      String reservation, String resume) implements UpFrame {}

  /// Asks for a [DownFrame.Ponged]: the client's clock and liveness. Also carries what the client measured of its
  /// network.
  ///
  /// @param id the client's own number, given back
  /// @param rttMs the round trip the client last measured, 0 for unknown
  /// @param lossPermille share of messages the client missed lately, in thousandths
  record Ping(long id, int rttMs, int lossPermille) implements UpFrame {}

  /// Answers a [DownFrame.Alive].
  record Pong(long id) implements UpFrame {}

  /// Asks for a place in a room: the one reserved, the one of `roomId`, the one of `code`, or, by `type`, any open
  /// one that fits `where`, else (or if `create`) a new one with `options`.
  ///
  /// @param create make a new room even if an open one fits
  /// @param unlisted the new room is found by its code or id only
  /// @param spectate take a spectator's place
  /// @param where listed fields an open room must have
  /// @param options option fields of a new room
  /// @param layouts hashes of layouts the client still has; their documents are not sent again
  /// @param sendRateHz most snapshots a second the client wants, 0 for all
  record Join(long request, String type, String roomId, String code, String reservation, boolean create,
      boolean unlisted, boolean spectate, Json where, Json options, List<String> layouts, int sendRateHz)
      implements
        UpFrame {}

  /// Asks for the open rooms of a type.
  record ListRooms(long request, String type, Json where) implements UpFrame {}

  /// Asks for the open rooms of a type, and to be told of every change until [Unwatch].
  record Watch(long request, String type, Json where) implements UpFrame {}

  /// Ends the [Watch] of that request.
  record Unwatch(long request) implements UpFrame {}

  /// Leaves a room for good.
  record Leave(int room) implements UpFrame {}

  /// Asks for another snapshot rate: a hidden page wants few, a phone on battery fewer.
  ///
  /// @param sendRateHz most snapshots a second the client wants, 0 for all
  record Tune(int room, int sendRateHz) implements UpFrame {}

  /// Ends the session: leaves every room.
  record Bye() implements UpFrame {}

  /// A player's intent for one tick.
  ///
  /// @param seq 1 for the first input in this room, one more for each
  record Input(int room, Ack ack, long seq, Payload values) implements UpFrame {}

  /// A command record: in order, answered or refused, taken once.
  ///
  /// @param seq 1 for the first command in this room, one more for each
  /// @param tag the command's tag in the layout, in the binary protocol
  /// @param name its name, in the JSON twin
  record Command(int room, Ack ack, long seq, int tag, String name, Payload fields) implements UpFrame {}

  /// Nothing but the ack: from a client that has no input to send.
  record Acked(int room, Ack ack) implements UpFrame {}
}

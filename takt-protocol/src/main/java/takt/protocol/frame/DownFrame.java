package takt.protocol.frame;

import java.util.List;
import takt.protocol.json.Json;
import takt.protocol.wire.Utf8;

/// What a server says to a client.
///
/// Immutable; any thread. `room` is the number this session knows a room by, from 1 to
/// [takt.protocol.Protocol#ROOMS_MAX].
public sealed interface DownFrame extends Frame {
  /// The longest text for people, in bytes: it comes from games and is cut.
  int TEXT_MAX = 1024;

  /// Answers a [UpFrame.Hello].
  ///
  /// @param version the protocol version of everything that follows
  /// @param capabilities bits of [Capability] both ends have
  /// @param session the session's public id, for logs
  /// @param resume the token that takes this session up again; secret
  /// @param resumed whether this is an old session taken up; its rooms follow as [Joined]
  /// @param playerId who the server says the player is
  /// @param name what the server calls the player
  /// @param serverTimeMs wall time in milliseconds
  /// @param aliveMs the longest silence of the server: after twice this a client may think the connection dead
  /// @param frameMax the largest frame the server takes, in bytes
  /// @param rooms ids of the rooms a resumed session still has a place in, or waits for one: whatever else the client
  ///     thinks it is in, it is not
  record Welcome(int version, long capabilities, String session, String resume, boolean resumed, String playerId,
      String name, long serverTimeMs, int aliveMs, int frameMax, List<String> rooms) implements DownFrame {}

  /// Says no. With a `request` it answers that one; without, and `fatal`, the connection closes after it.
  ///
  /// @param code a stable code of [ErrorCode], for programs and translators
  /// @param params values for a translated text; of what concerns one room also its number, `room`, and of what
  ///   concerns one command its `command`, the sequence number
  /// @param text the same in English, cut to [#TEXT_MAX] bytes
  record Problem(long request, String code, Json params, String text, boolean fatal) implements DownFrame {
    public Problem {
      text = Utf8.clip(text, TEXT_MAX);
    }
  }

  /// The session is in a room: after a join, or after a resume for each room it still holds a place in.
  ///
  /// @param request the join this answers; after a resume again the one that led here
  /// @param roomId the room's id anywhere
  /// @param code what friends type to join, empty if none
  /// @param epoch the timeline; a restore opens a new one
  /// @param tickRateHz steps a second, 0 for a room that ticks on demand
  /// @param player the player's number in this room
  /// @param layout hash of the room's layout
  /// @param schema the layout's document, absent if the client has it
  /// @param resumed whether the seat was held and taken up again
  /// @param commandSeq the newest command of this client that the room has taken
  /// @param missed events that could not be kept while the client was away
  /// @param inputSeq the newest input of this client that the room has
  /// @param droppedTicks ticks dropped from wall time since the room's birth: what [Timeline] counts on from
  record Joined(long request, int room, String roomId, String type, String code, long epoch, long tick,
      int tickRateHz, int player, boolean spectator, String layout, Json schema, boolean resumed, long commandSeq,
      long missed, long inputSeq, long droppedTicks) implements DownFrame {}

  /// The session is no longer in a room.
  ///
  /// @param reason a stable name of a reason to leave
  record Left(int room, String reason, String text) implements DownFrame {
    public Left {
      text = Utf8.clip(text, TEXT_MAX);
    }
  }

  /// Rooms: the answer to a [UpFrame.ListRooms] or [UpFrame.Watch], and each later change of a watched list.
  ///
  /// @param listings each an object `{id, room, players, seats, free, locked, listed: {…}}`: `room` is the type
  /// @param gone ids of rooms that left a watched list
  record Rooms(long request, List<Json> listings, List<String> gone) implements DownFrame {}

  /// The server will stop: no new rooms, and in `graceMs` the rest goes. `retryMs` says when to try again.
  record Draining(int graceMs, int retryMs) implements DownFrame {}

  /// The room's time jumped: a restore, or ticks dropped because the server was late.
  ///
  /// @param epoch the timeline from now on
  /// @param tick the tick the room continues from
  /// @param lostTicks how many ticks clients had seen that are no more
  /// @param droppedTicks ticks dropped from wall time since the room's birth
  record Timeline(int room, long epoch, long tick, long lostTicks, long droppedTicks) implements DownFrame {}

  /// Nothing else was sent for a while: the server lives. Answered by [UpFrame.Pong].
  record Alive(long id) implements DownFrame {}

  /// Answers a [UpFrame.Ping].
  record Ponged(long id, long serverTimeMs) implements DownFrame {}

  /// State at a tick: whole, or what changed since a snapshot the client has acknowledged.
  ///
  /// @param durable newest tick that survives a crash
  /// @param base tick of the acknowledged snapshot this builds on, 0 if it is whole
  /// @param input newest input of this client that the room has applied
  record Snapshot(int room, long epoch, long tick, long durable, long base, long input, Payload state)
      implements
        DownFrame {}

  /// The next state, on the last snapshot of the room that this connection was sent: that one is its base, and its
  /// numbers are what these count from. The first of a connection is a [Snapshot].
  ///
  /// @param skipped ticks between that one and this, 0 if it is the next
  /// @param undurable how many of the newest ticks would not survive a crash
  /// @param inputs how many more inputs of this client the room has applied
  record Step(int room, long skipped, long undurable, long inputs, Payload state) implements DownFrame {}

  /// A message of the room to this player, once, in order.
  ///
  /// @param number 1 for the first event or reply of this seat, one more for each
  /// @param tag the event's tag in the layout, in the binary protocol
  /// @param name its name, in the JSON twin
  record Event(int room, long number, long tick, int tag, String name, Place place, Payload fields)
      implements
        DownFrame {}

  /// What became of a command. Numbered with the events: their order is the order things happened in.
  ///
  /// @param seq the command's
  /// @param code empty for yes, else a code of [ErrorCode]
  /// @param text why not, in the game's own words
  /// @param fields the handler's answer
  record Reply(int room, long number, long seq, String code, String text, Payload fields) implements DownFrame {
    public Reply {
      text = Utf8.clip(text, TEXT_MAX);
    }
  }

  /// An event that may be lost; `tag` and `name` as in [Event].
  record Flash(int room, long tick, int tag, String name, Place place, Payload fields) implements DownFrame {}

  /// Where an event happened; [#NOWHERE] for none.
  record Place(double x, double y) {
    public static final Place NOWHERE = new Place(Double.NaN, Double.NaN);

    public boolean isSomewhere() {
      return !Double.isNaN(x);
    }
  }
}

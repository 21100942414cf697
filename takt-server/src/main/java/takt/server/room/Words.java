package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.JsonWriter;
import takt.protocol.wire.Utf8;
import takt.schema.Event;
import takt.schema.Player;
import takt.schema.spi.Companions;
import takt.schema.spi.RoomCode;
import takt.schema.wire.JsonValues;
import takt.server.Players;
import takt.server.Reply;

/// What a room says: events and replies, put into the mailboxes of who is told.
///
/// Owned by the room's thread. An event is encoded once, whoever hears it.
public final class Words {
  private static final byte[] NOTHING = new byte[0];

  private final RoomBody body;
  private final JsonWriter writer = new JsonWriter();
  private final List<OwedReply<?>> owed = new ArrayList<>();
  private @Nullable Occupant asking;
  private long askingSeq;
  private boolean inHandler;

  Words(RoomBody body) {
    this.body = body;
  }

  // ---- events

  public void broadcast(Event e) {
    tellAll(body.people().occupants(), body(e, DownFrame.Place.NOWHERE));
  }

  public void broadcastAt(double x, double y, Event e) {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("x=" + x + " y=" + y + ", expected finite numbers");
    }
    tellAll(body.people().occupants(), body(e, new DownFrame.Place(x, y)));
  }

  public void send(Player p, Event e) {
    tell(body.people().here(p), body(e, DownFrame.Place.NOWHERE));
  }

  public void send(Players some, Event e) {
    Letter.Told told = body(e, DownFrame.Place.NOWHERE);
    for (Player p : some) {
      if (p instanceof Occupant who && !who.isGone()) tell(who, told);
    }
  }

  private Letter.Told body(Event e, DownFrame.Place place) {
    RoomCode.Told event = body.type().event(e.getClass());
    return new Letter.Told(event.name(), event.lossy(), place, encode((Record) e));
  }

  private void tellAll(List<Occupant> all, Letter.Told told) {
    for (Occupant who : all) tell(who, told);
  }

  private void tell(Occupant who, Letter.Told told) {
    if (who.isBot()) return;
    if (!told.lossy()) post(who, told);
    else if (who.viewer() != null) who.viewer().flash(new Letter(0, body.tick(), told));
  }

  private void post(Occupant who, Letter.Body letter) {
    if (who.mail().put(body.tick(), letter)) return;
    who.mail().dropOldest();
    Viewer viewer = who.viewer();
    if (viewer != null) viewer.cutOff(ErrorCode.TOO_SLOW, "hears nothing of what it is told");
  }

  /// A record's components as JSON, for as many letters as it goes into.
  @SuppressWarnings("unchecked") byte[] encode(Record record) {
    var code = Companions.recordCode((Class<Record>) record.getClass());
    return writer.clear().value(JsonValues.write(code, record)).toBytes();
  }

  // ---- replies

  /// A handler begins: replies asked for in it are owed to that sender.
  void begin(@Nullable Occupant sender, long seq) {
    inHandler = true;
    asking = sender;
    askingSeq = seq;
  }

  void end() {
    inHandler = false;
    asking = null;
  }

  public <R extends Record> Reply<R> reply() {
    if (!inHandler) throw new IllegalStateException("reply() outside a handler: nobody has asked anything");
    OwedReply<R> reply = new OwedReply<>(body, asking, askingSeq, false);
    owed.removeIf(Reply::isGiven);
    owed.add(reply);
    return reply;
  }

  /// Says yes, with a record or nothing.
  void answer(Occupant to, long seq, byte[] fields) {
    if (!to.isGone() && !to.isBot()) post(to, new Letter.Answer(seq, "", "", fields));
  }

  void yes(Occupant to, long seq) {
    answer(to, seq, NOTHING);
  }

  void deny(Occupant to, long seq, ErrorCode code, String text) {
    if (to.isGone() || to.isBot()) return;
    post(to, new Letter.Answer(seq, code.code(), Utf8.clip(text, DownFrame.TEXT_MAX), NOTHING));
  }

  /// The room closes: what is owed will not be given.
  void refuseOwed() {
    for (OwedReply<?> reply : owed) reply.refuse("the room closed");
    owed.clear();
  }

  /// A reply that was saved is owed again.
  void restore(OwedReply<?> reply) {
    if (!reply.isGiven()) owed.add(reply);
  }
}

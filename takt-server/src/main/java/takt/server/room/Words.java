package takt.server.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.LayoutField;
import takt.protocol.wire.Utf8;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Player;
import takt.schema.spi.Companions;
import takt.schema.spi.RecordCode;
import takt.schema.wire.JsonValues;
import takt.server.Players;
import takt.server.Reply;
import takt.server.replication.KnownRefs;

/// What a room says: events and replies, put into the mailboxes of who is told.
///
/// Owned by the room's thread. An event is encoded once in each codec, whoever hears it.
public final class Words {
  /// The longest event or answer, as JSON: a mailbox must hold some of them.
  static final int FIELDS_MAX = Mailbox.BYTES_MAX / 2;

  private final RoomBody body;
  private final JsonWriter writer = new JsonWriter();
  private final Map<Class<?>, Boolean> holdsRefs = new HashMap<>();
  private final List<OwedReply<?>> owed = new ArrayList<>();
  private final List<Occupant> hearers = new ArrayList<>();
  private @Nullable Asked asked;

  Words(RoomBody body) {
    this.body = body;
  }

  // ---- events

  public void broadcast(Event e) {
    tell(body.people().occupants(), e, DownFrame.Place.NOWHERE);
  }

  public void broadcastAt(double x, double y, Event e) {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("x=" + x + " y=" + y + ", expected finite numbers");
    }
    tell(inReach(x, y), e, new DownFrame.Place(x, y));
  }

  private List<Occupant> inReach(double x, double y) {
    Reach reach = body.reach();
    if (reach == null) return body.people().occupants();
    hearers.clear();
    for (Occupant who : body.people().occupants()) {
      if (!who.isBot() && reach.isNear(who, x, y)) hearers.add(who);
    }
    return hearers;
  }

  public void send(Player p, Event e) {
    tell(List.of(body.people().here(p)), e, DownFrame.Place.NOWHERE);
  }

  public void send(Players some, Event e) {
    List<Occupant> here = new ArrayList<>();
    for (Player p : some) {
      if (p instanceof Occupant who && !who.isGone()) here.add(who);
    }
    tell(here, e, DownFrame.Place.NOWHERE);
  }

  private void tell(List<Occupant> all, Event e, DownFrame.Place place) {
    RoomType.ToldEvent event = body.type().event(e.getClass());
    Record record = (Record) e;
    Json json = JsonValues.write(code(record), record);
    Letter.Told shared = new Letter.Told(event, place, fields(record, json, event.fields()));
    boolean sameForAll = isSameForAll(record);
    Letter flash = new Letter(0, body.tick(), shared);
    for (int i = 0; i < all.size(); i++) {
      Occupant who = all.get(i);
      if (who.isBot()) continue;
      if (sameForAll) tell(who, shared, flash);
      else tellWhatIsKnown(who, event, place, record, json);
    }
  }

  private void tellWhatIsKnown(Occupant who, RoomType.ToldEvent event, DownFrame.Place place, Record record,
      Json json) {
    Letter.Told told = new Letter.Told(event, place, fields(record, known(record, json, who), event.fields()));
    tell(who, told, new Letter(0, body.tick(), told));
  }

  /// @param flash the same as a letter without a number, which many may be sent
  private void tell(Occupant who, Letter.Told told, Letter flash) {
    if (!told.event().lossy()) post(who, told);
    else if (who.viewer() != null) who.viewer().flash(flash, body.metrics());
  }

  private void post(Occupant who, Letter.Body letter) {
    if (who.mail().put(body.tick(), letter)) return;
    who.mail().dropOldest();
    Viewer viewer = who.viewer();
    if (viewer != null) viewer.cutOff(ErrorCode.TOO_SLOW, "hears nothing of what it is told");
  }

  /// Whether everyone may be told the same of it.
  private boolean isSameForAll(Record record) {
    if (body.isSameForAll()) return true;
    return !holdsRefs.computeIfAbsent(record.getClass(), type -> KnownRefs.areIn(Companions.code(type)));
  }

  /// A record's components, ready to be sent.
  ///
  /// @throws IllegalStateException if they are more than a letter may hold
  private LetterFields fields(Record record, Json json, List<LayoutField> layout) {
    int length = writer.clear().value(json).length();
    if (length > FIELDS_MAX) {
      throw new IllegalStateException(record.getClass().getSimpleName() + " of " + length + " bytes, expected at most "
          + FIELDS_MAX + ": send less, or in several");
    }
    return new LetterFields(json, layout, length);
  }

  /// A record's components for one player: without references to what they may not know of.
  private Json known(Record record, Json json, Occupant who) {
    return isSameForAll(record) ? json : KnownRefs.only(code(record), json, id -> mayKnow(who, id));
  }

  private boolean mayKnow(Occupant who, long id) {
    Entity entity = body.slots().get(id);
    return entity != null && body.mayBeTold(who, entity);
  }

  @SuppressWarnings("unchecked") private static RecordCode<Record> code(Record record) {
    return Companions.recordCode((Class<Record>) record.getClass());
  }

  // ---- replies

  /// Whose command is being handled: nobody's for a bot's or a server's.
  record Asked(@Nullable Occupant sender, long seq) {}

  /// A handler begins: replies asked for in it are owed to that sender. Handlers nest, for a bot's command is handled
  /// inside of another's: give what this answers to [#end].
  @Nullable Asked begin(@Nullable Occupant sender, long seq) {
    Asked outer = asked;
    asked = new Asked(sender, seq);
    return outer;
  }

  void end(@Nullable Asked outer) {
    asked = outer;
  }

  public <R extends Record> Reply<R> reply() {
    Asked now = asked;
    if (now == null) throw new IllegalStateException("reply() outside a handler: nobody has asked anything");
    OwedReply<R> reply = new OwedReply<>(body, now.sender, now.seq, false);
    owed.removeIf(Reply::isGiven);
    owed.add(reply);
    return reply;
  }

  /// Says yes, with a record.
  void answer(Occupant to, long seq, Record record) {
    Json json = known(record, JsonValues.write(code(record), record), to);
    yes(to, seq, fields(record, json, body.type().answer(record.getClass())));
  }

  /// Says yes, with nothing.
  void yes(Occupant to, long seq) {
    yes(to, seq, LetterFields.NONE);
  }

  private void yes(Occupant to, long seq, LetterFields fields) {
    if (!to.isGone() && !to.isBot()) post(to, new Letter.Answer(seq, "", "", fields));
  }

  void deny(Occupant to, long seq, ErrorCode code, String text) {
    if (to.isGone() || to.isBot()) return;
    post(to, new Letter.Answer(seq, code.code(), Utf8.clip(text, DownFrame.TEXT_MAX), LetterFields.NONE));
  }

  /// The room closes: what is owed to someone will not be given.
  void refuseOwed(Occupant who) {
    for (OwedReply<?> reply : owed) {
      if (reply.to() == who) reply.refuse("the room closed");
    }
  }

  /// The command was answered otherwise: its handler failed.
  void voidOwed(Occupant who, long seq) {
    for (OwedReply<?> reply : owed) {
      if (reply.to() == who && reply.seq() == seq) reply.forget();
    }
  }

  /// Who asked is no longer there to hear it.
  void voidOwed(Occupant who) {
    for (OwedReply<?> reply : owed) {
      if (reply.to() == who) reply.forget();
    }
  }

  /// A reply that was saved is owed again.
  void restore(OwedReply<?> reply) {
    if (!reply.isGiven()) owed.add(reply);
  }
}

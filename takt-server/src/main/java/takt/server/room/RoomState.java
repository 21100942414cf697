package takt.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireReader;
import takt.protocol.wire.WireWriter;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.server.CloseReason;

/// The engine's own part of a room's state, as a checkpoint has it: time, chance, people, places, entity numbers.
///
/// Room's thread, between two ticks. Reading fills a room that has just been made.
public final class RoomState {
  private static final int TEXT_MAX = 4096;

  private final RoomBody body;
  private final Map<Long, Occupant> everyone = new LinkedHashMap<>();
  private final Map<Occupant, long[]> owned = new LinkedHashMap<>();

  RoomState(RoomBody body) {
    this.body = body;
  }

  // ---- writing

  public void write(WireWriter out) {
    out.varint(body.tick()).varint(body.clock().roomMs()).varint(body.questions());
    for (long word : body.random().state()) out.fixed64(word);
    CloseReason closing = body.closing();
    out.u8(body.isLocked() ? 1 : 0).text(closing == null ? "" : closing.name());
    out.varint(body.people().lastNumber()).varint(body.people().emptySince());
    write(out, body.people().seats());
    write(out, body.people().gallery());
    out.varint(body.everyone().size());
    for (Occupant who : body.everyone()) write(out, who);
    int[] uses = body.slots().uses();
    out.varint(uses.length);
    for (int use : uses) out.varint(use);
    int[] free = body.slots().free();
    out.varint(free.length);
    for (int slot : free) out.varint(slot);
  }

  private static void write(WireWriter out, Seats seats) {
    out.varint(seats.all().size());
    for (Seats.Seat seat : seats.all()) out.text(seat.state().name()).text(seat.reservation()).varint(seat.until());
  }

  private static void write(WireWriter out, Occupant who) {
    out.varint(who.number()).text(who.id().value()).text(who.name()).varint(who.place().index());
    out.u8(who.isSpectator() ? 1 : 0).varint(who.team()).u8(who.isBot() ? 1 : 0).u8(who.isFiller() ? 1 : 0);
    out.u8(who.isStoodIn() ? 1 : 0).u8(who.isConnected() ? 1 : 0).varint(who.member()).varint(who.commandSeq());
    out.varint(who.mail().lastNumber());
    long[] rates = who.rates().state();
    out.varint(rates.length);
    for (long rate : rates) out.varint(rate);
    out.varint(who.owned().size());
    for (Entity entity : who.owned()) out.varint(entity.id());
  }

  // ---- reading

  public void read(WireReader in) {
    body.clock().restore(in.varint(), in.varint());
    long questions = in.varint();
    body.random().state(new long[]{in.fixed64(), in.fixed64(), in.fixed64(), in.fixed64()});
    boolean locked = in.u8() == 1;
    String closing = in.text(TEXT_MAX);
    body.restore(locked, closing.isEmpty() ? null : CloseReason.valueOf(closing), questions);
    body.people().restore((int) in.varint(), in.varint());
    read(in, body.people().seats());
    read(in, body.people().gallery());
    int occupants = in.length(65_536);
    for (int i = 0; i < occupants; i++) readOccupant(in);
    int[] uses = new int[in.length(EntitySlots.SLOTS_MAX)];
    for (int i = 0; i < uses.length; i++) uses[i] = (int) in.varint();
    int[] free = new int[in.length(EntitySlots.SLOTS_MAX)];
    for (int i = 0; i < free.length; i++) free[i] = (int) in.varint();
    body.slots().restore(uses, free);
  }

  private static void read(WireReader in, Seats seats) {
    int count = in.length(65_536);
    for (int i = 0; i < count; i++) {
      seats.restore(i, SeatState.valueOf(in.text(TEXT_MAX)), in.text(TEXT_MAX), in.varint());
    }
  }

  private void readOccupant(WireReader in) {
    int number = (int) in.varint();
    PlayerId id = new PlayerId(in.text(TEXT_MAX));
    String name = in.text(TEXT_MAX);
    int index = (int) in.varint();
    boolean spectator = in.u8() == 1;
    Seats seats = spectator ? body.people().gallery() : body.people().seats();
    Occupant who = new Occupant(number, id, name, seats.all().get(index), spectator);
    who.team((int) in.varint());
    who.bot(in.u8() == 1);
    who.filler(in.u8() == 1);
    who.standIn(in.u8() == 1);
    who.connected(in.u8() == 1);
    who.member(in.varint());
    who.commandSeq(in.varint());
    who.mail().restore(in.varint());
    long[] rates = new long[in.length(4096)];
    for (int i = 0; i < rates.length; i++) rates[i] = in.varint();
    who.rates().state(rates);
    long[] ids = new long[in.length(65_536)];
    for (int i = 0; i < ids.length; i++) ids[i] = in.varint();
    owned.put(who, ids);
    body.people().restore(who);
    everyone.put((long) number, who);
  }

  /// The occupant of that number, null for none.
  public @Nullable Occupant player(long number) {
    return everyone.get(number);
  }

  /// A reply owed anew.
  public Object reply(long player, long seq, boolean given) {
    OwedReply<?> reply = new OwedReply<>(body, player(player), seq, given);
    body.words().restore(reply);
    return reply;
  }

  /// Puts an entity back into its table and under its number.
  public <E extends Entity> void place(EntityTable<E> table, E entity, long id, @Nullable Occupant owner, long jumpTick,
      boolean shownToAll, Set<Player> shown) {
    body.slots().restore(entity, id, table, table.rows().size());
    table.restore(entity, owner, jumpTick, shownToAll, shown);
  }

  /// Gives everyone what they own, in the order they got it; after all entities were placed.
  public void settle() {
    owned.forEach((who, ids) -> {
      for (long id : ids) {
        Entity entity = body.slots().get(id);
        if (entity != null) who.owned().add(entity);
      }
    });
  }
}

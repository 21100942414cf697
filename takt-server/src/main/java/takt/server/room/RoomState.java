package takt.server.room;

import java.util.HashMap;
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
  private final Map<Seats.Seat, Occupant> places = new HashMap<>();
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

  /// Those who left and are still referred to: they stay as they last were.
  public void writeDeparted(WireWriter out, Set<Occupant> departed) {
    out.varint(departed.size());
    for (Occupant who : departed) {
      out.varint(who.number()).text(who.id().value()).text(who.name()).varint(who.place().index());
      out.u8(who.isSpectator() ? 1 : 0).varint(who.team()).u8(who.isBot() ? 1 : 0);
    }
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
    who.centre().write(out);
  }

  // ---- reading

  /// @throws IllegalArgumentException if it contradicts itself
  public void read(WireReader in) {
    body.clock().restore(in.varint(), in.varint());
    check(body.tick() >= 0 && body.clock().roomMs() >= 0, "tick " + body.tick());
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
    check(in.ok(), "the engine's part ends early");
    for (Seats.Seat seat : body.people().seats().all()) check(seat);
    for (Seats.Seat seat : body.people().gallery().all()) check(seat);
    body.slots().restore(uses, free);
    int departed = in.length(1 << 20);
    for (int i = 0; i < departed; i++) readDeparted(in);
  }

  private void readDeparted(WireReader in) {
    int number = (int) in.varint();
    PlayerId id = new PlayerId(in.text(TEXT_MAX));
    String name = in.text(TEXT_MAX);
    Seats.Seat seat = Seats.left((int) in.varint());
    Occupant who = new Occupant(number, id, name, seat, in.u8() == 1);
    who.team((int) in.varint());
    who.bot(in.u8() == 1);
    who.leave();
    check(everyone.put((long) number, who) == null, "player " + number + " left and is here");
  }

  /// A place is taken by the one who is in it, or by nobody: else it would be held for ever.
  private void check(Seats.Seat seat) {
    Occupant in = places.get(seat);
    boolean fits = switch (seat.state()) {
      case FREE -> in == null;
      case RESERVED -> in == null && !seat.reservation().isEmpty();
      case OCCUPIED -> in != null && !in.isBot() && in.isConnected();
      case DISCONNECTED -> in != null && !in.isBot() && !in.isConnected();
      case BOT -> in != null && in.isBot() && !in.isSpectator();
    };
    check(fits, "place " + seat.index() + " is " + seat.state() + " and has " + in);
  }

  private static void check(boolean fits, String why) {
    if (!fits) throw new IllegalArgumentException(why);
  }

  private static void read(WireReader in, Seats seats) {
    int count = in.length(65_536);
    for (int i = 0; i < count; i++) {
      SeatState state = SeatState.valueOf(in.text(TEXT_MAX));
      String reservation = in.text(TEXT_MAX);
      long until = in.varint();
      boolean waits = state == SeatState.RESERVED || state == SeatState.DISCONNECTED;
      check(waits || until == Seats.NEVER, "place " + i + " is " + state + " until " + until);
      seats.restore(i, state, reservation, until);
    }
  }

  private void readOccupant(WireReader in) {
    int number = (int) in.varint();
    PlayerId id = new PlayerId(in.text(TEXT_MAX));
    String name = in.text(TEXT_MAX);
    int index = (int) in.varint();
    boolean spectator = in.u8() == 1;
    Seats seats = spectator ? body.people().gallery() : body.people().seats();
    check(index >= 0 && index < seats.all().size(), "place " + index + " of " + seats.all().size());
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
    who.centre().read(in);
    body.people().restore(who);
    check(places.put(who.place(), who) == null, "two in place " + index);
    check(everyone.put((long) number, who) == null && number <= body.people().lastNumber(), "player " + number);
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
  ///
  /// @throws IllegalArgumentException if that number is not to be had
  public <E extends Entity> void place(EntityTable<E> table, E entity, long id, @Nullable Occupant owner, long jumpTick,
      boolean shownToAll, Set<Player> shown) {
    check(body.slots().isLent(id) && !entity.isPresent(), "entity " + id + " of " + table.name());
    body.slots().restore(entity, id, table, table.rows().size());
    table.restore(entity, owner, jumpTick, shownToAll, shown);
  }

  /// Gives everyone what they own, in the order they got it; after all entities were placed.
  public void settle() {
    owned.forEach((who, ids) -> {
      for (long id : ids) {
        Entity entity = body.slots().get(id);
        check(entity != null && entity.owner() == who, who + " owns " + id);
        if (entity != null) who.owned().add(entity);
      }
      check(who.centre().settle(body.slots()), who + " looks from an entity that is not there");
    });
    check(body.slots().isComplete(), "entities are missing");
  }
}

package takt.server.room;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.Slots;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;
import takt.server.Inputs;

/// The part [Inputs]: one object a player, rewritten each tick from the inputs that came.
///
/// Owned by the room's thread; saved.
///
/// @param <I> the class
public final class InputTable<I extends Input> implements Inputs<I>, Part {
  private final RoomBody body;
  private final JsonValues json = new JsonValues();
  private final Map<Occupant, InputQueue<I>> queues = new HashMap<>();
  private @Nullable ClassCode<I> code;
  private @Nullable InputBits bits;
  private @Nullable Slots read;
  private @Nullable I neutral;

  InputTable(RoomBody body) {
    this.body = body;
  }

  @Override
  @SuppressWarnings("unchecked") public void bind(RoomCode.Part part) {
    code = (ClassCode<I>) Companions.code(Objects.requireNonNull(part.of()));
  }

  @Override public I of(Player p) {
    return queue(body.people().here(p)).now();
  }

  @Override public I of(Entity e) {
    if (e.owner() instanceof Occupant owner && !owner.isGone()) {
      if (body.slots().isPlaced(e)) owner.centre().steers(e);
      return queue(owner).now();
    }
    I none = neutral;
    if (none == null) neutral = none = code().make();
    clear(none);
    return none;
  }

  @Override public void forget(Occupant who) {
    queues.remove(who);
  }

  public ClassCode<I> code() {
    if (code == null) throw new IllegalStateException("inputs() outside a final field of a room");
    return code;
  }

  /// A player's inputs on their way.
  public InputQueue<I> queue(Occupant who) {
    InputQueue<I> queue = queues.get(who);
    if (queue != null) return queue;
    InputQueue<I> made = new InputQueue<>(code());
    queues.put(who, made);
    return made;
  }

  /// A player's input of this tick; null if none was ever asked for. Changes nothing, as [#queue] does.
  @Nullable I peek(Occupant who) {
    InputQueue<I> queue = queues.get(who);
    return queue == null ? null : queue.now();
  }

  /// Another session speaks for a player now.
  void restart(Occupant who) {
    queue(who).restart();
  }

  /// A player is back after a bot has stood in for them.
  void dropWaiting(Occupant who) {
    queue(who).dropWaiting();
  }

  /// Whether an input is the newest so far: an older one came twice, or late.
  boolean isNew(Occupant who, long seq) {
    return seq > queue(who).newestSeq();
  }

  /// An input came; gives why it was refused, empty if it was not.
  String take(Occupant who, InputCame came) {
    Json tree = came.tree();
    return tree == null ? takePacked(who, came) : take(who, came.seq(), tree);
  }

  private String take(Occupant who, long seq, Json values) {
    Slots slots = read;
    if (slots == null) read = slots = new Slots(code().fields().size());
    if (!json.readFields(code(), values, Refs.NONE, slots)) return json.error();
    queue(who).add(seq, slots);
    return "";
  }

  /// With the newest older ones may come, of which those count that have not come before.
  private String takePacked(Occupant who, InputCame came) {
    InputBits reader = bits;
    if (reader == null) bits = reader = new InputBits(code(), body.type().inputLayout());
    String lie = reader.read(came.packed(), came.packedLength());
    if (!lie.isEmpty()) return lie;
    long seq = came.seq();
    InputQueue<I> queue = queue(who);
    for (int i = reader.count() - 1; i >= 0; i--) {
      if (seq - i > queue.newestSeq()) queue.add(seq - i, reader.get(i));
    }
    return "";
  }

  /// The next input of every player becomes the one of this tick; answers how many players starve.
  int advance() {
    int starving = 0;
    int repeat = body.config().inputsRepeatTicks();
    List<Occupant> occupants = body.people().occupants();
    for (int i = 0; i < occupants.size(); i++) {
      Occupant who = occupants.get(i);
      if (who.isSpectator()) continue;
      InputQueue<I> queue = queue(who);
      if (who.isBot() || who.isStoodIn()) clear(queue.now());
      else if (!queue.advance(repeat) && who.isConnected() && queue.newestSeq() > 0) starving++;
      body.metrics().inputsSkipped.add(queue.takeSkipped());
    }
    return starving;
  }

  private void clear(I input) {
    InputQueue.write(code(), input, null);
  }

  static boolean isPress(FieldCode field) {
    return field.role() == FieldCode.Role.PRESS;
  }
}

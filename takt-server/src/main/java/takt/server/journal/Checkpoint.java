package takt.server.journal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireReader;
import takt.protocol.wire.WireWriter;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.Slots;
import takt.server.room.AskedTask;
import takt.server.room.BotCrew;
import takt.server.room.EntityTable;
import takt.server.room.InputQueue;
import takt.server.room.InputTable;
import takt.server.room.KeyedAlarms;
import takt.server.room.Occupant;
import takt.server.room.OwedReply;
import takt.server.room.RoomBody;
import takt.server.room.RoomState;
import takt.server.room.SingleAlarm;

/// A room's whole state at a tick, at full precision: written, read and hashed.
///
/// Room's thread, between two ticks. It holds everything the simulation goes on from: time, chance, people and their
/// places, entities with their numbers and free numbers, the room's fields, alarms, open questions, inputs on their
/// way. It holds nothing of what clients were sent. Checkpoint, restore, checkpoint gives the same bytes.
/// ```
/// version v, room type text, layout hash text
/// engine    | time, chance, people, places, entity numbers: see RoomState
/// departed  | players who left and are still referred to
/// objects, bodies, root: see StateWriter
/// CRC-32C of all before, 4 bytes, lowest first
/// ```
/// This version is read by the build that wrote it; stores, versions and migration build on it.
public final class Checkpoint {
  private static final int VERSION = 1;
  private static final int SUM_BITS = 32;

  private Checkpoint() {}

  /// The room's state as bytes.
  public static byte[] save(RoomBody body) {
    WireWriter head = new WireWriter(1024);
    head.varint(VERSION).text(body.type().name()).text(body.type().layout().hash());
    RoomState state = body.state();
    state.write(head);
    StateWriter writer = new StateWriter();
    for (EntityTable<?> table : body.parts().tables()) entities(writer, table);
    writer.room(body.type().code(), body.room());
    parts(writer, body);
    byte[] rest = writer.finish();
    state.writeDeparted(head, writer.departed());
    head.bytes(rest);
    long sum = sum(head.toBytes(), head.length());
    for (int shift = 0; shift < SUM_BITS; shift += Byte.SIZE) head.u8((int) (sum >>> shift));
    return head.toBytes();
  }

  private static long sum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return sum.getValue();
  }

  /// A 64-bit hash of the room's state: two rooms with the same one go on alike.
  public static long hash(RoomBody body) {
    // FNV-1a over the checkpoint, eight bytes at a time, with a final mix.
    byte[] bytes = save(body);
    long hash = 0xcbf29ce484222325L;
    int i = 0;
    for (; i + 8 <= bytes.length; i += 8) {
      long word = 0;
      for (int b = 0; b < 8; b++) word |= (bytes[i + b] & 0xffL) << 8 * b;
      hash = (hash ^ word) * 0x100000001b3L;
      hash ^= hash >>> 32;
    }
    for (; i < bytes.length; i++) hash = (hash ^ bytes[i] & 0xff) * 0x100000001b3L;
    return hash ^ hash >>> 29;
  }

  /// Puts a saved state into a room that has just been made.
  ///
  /// @throws IllegalArgumentException if the bytes are no checkpoint of this room type and build
  public static void load(RoomBody body, byte[] bytes) {
    int length = bytes.length - SUM_BITS / Byte.SIZE;
    if (length < 0) throw new StateReader.BadState(bytes.length + " bytes");
    long sum = 0;
    for (int i = 0; i < SUM_BITS / Byte.SIZE; i++) sum |= (bytes[length + i] & 0xffL) << Byte.SIZE * i;
    if (sum != sum(bytes, length)) throw new StateReader.BadState("the checksum is wrong");
    WireReader in = new WireReader().reset(bytes, 0, length);
    expect("version", VERSION, in.varint());
    expect("room", body.type().name(), in.text(256));
    expect("layout", body.type().layout().hash(), in.text(256));
    try {
      read(body, bytes, in);
    } catch (StateReader.BadState e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new StateReader.BadState(e.toString(), e);
    }
  }

  private static void read(RoomBody body, byte[] bytes, WireReader in) {
    RoomState state = body.state();
    state.read(in);
    StateReader reader = new StateReader(bytes, in, body.room(), body.type().code(), state::player, state::reply);
    reader.objects();
    List<Runnable> later = new ArrayList<>();
    for (EntityTable<?> table : body.parts().tables()) entities(reader, in, state, table);
    state.settle();
    reader.room(body.type().code(), body.room());
    parts(reader, in, body, later);
    reader.fill();
    if (!in.done()) throw new StateReader.BadState("bytes after the end, or too few");
    later.forEach(Runnable::run);
  }

  private static void expect(String what, Object expected, Object found) {
    if (!expected.toString().equals(found.toString())) {
      throw new IllegalArgumentException("checkpoint of " + what + " " + found + ", expected " + expected);
    }
  }

  // ---- entities

  private static <E extends Entity> void entities(StateWriter writer, EntityTable<E> table) {
    writer.root().varint(table.size());
    for (EntityTable.Row<E> row : table.rows()) {
      if (row == null) continue;
      E entity = row.entity();
      writer.entity(entity);
      Player owner = entity.owner();
      writer.root().varint(entity.id()).varint(owner == null ? 0 : owner.number()).varint(row.jumpTick());
      writer.root().u8(row.isShownToAll() ? 1 : 0).varint(row.shown().size());
      for (Player p : row.shown()) writer.root().varint(p.number());
    }
  }

  @SuppressWarnings("unchecked") private static <E extends Entity> void entities(StateReader reader, WireReader in,
      RoomState state,
      EntityTable<E> table) {
    int count = in.length(65_536);
    for (int i = 0; i < count; i++) {
      E entity = (E) reader.entity();
      if (entity.getClass() != table.code().type()) {
        throw new StateReader.BadState("a " + entity.getClass().getName() + " in " + table.name());
      }
      long id = in.varint();
      Occupant owner = state.player(in.varint());
      long jumpTick = in.varint();
      boolean shownToAll = in.u8() == 1;
      Set<Player> shown = new LinkedHashSet<>();
      int shownTo = in.length(65_536);
      for (int s = 0; s < shownTo; s++) {
        Occupant who = state.player(in.varint());
        if (who != null) shown.add(who);
      }
      state.place(table, entity, id, owner, jumpTick, shownToAll, shown);
    }
  }

  // ---- parts

  private static void parts(StateWriter writer, RoomBody body) {
    WireWriter root = writer.root();
    for (SingleAlarm alarm : body.parts().alarms()) root.varint(alarm.nextDue()).varint(alarm.period());
    for (KeyedAlarms<?> alarms : body.parts().keyedAlarms()) {
      root.varint(alarms.running().size());
      alarms.running().forEach((key, running) -> {
        writer.value(alarms.keyType(), key);
        root.varint(running.due()).varint(running.period());
      });
    }
    for (AskedTask<?, ?> task : body.parts().tasks()) {
      root.varint(task.open().size());
      task.open().forEach((number, question) -> {
        root.varint(number).varint(question.due());
        writer.value(task.questionType(), question.asked());
      });
    }
    BotCrew crew = body.parts().crew();
    if (crew != null) root.varint(crew.wanted());
    InputTable<?> inputs = body.parts().inputTable();
    if (inputs != null) inputs(writer, body, inputs);
  }

  private static void parts(StateReader reader, WireReader in, RoomBody body, List<Runnable> later) {
    for (SingleAlarm alarm : body.parts().alarms()) alarm.restore(in.varint(), in.varint());
    for (KeyedAlarms<?> alarms : body.parts().keyedAlarms()) keyed(reader, in, alarms, later);
    for (AskedTask<?, ?> task : body.parts().tasks()) questions(reader, in, task, later);
    BotCrew crew = body.parts().crew();
    if (crew != null) crew.restore((int) in.varint());
    InputTable<?> inputs = body.parts().inputTable();
    if (inputs != null) inputs(reader, in, body, inputs);
  }

  @SuppressWarnings("unchecked") private static <K> void keyed(StateReader reader, WireReader in, KeyedAlarms<K> alarms,
      List<Runnable> later) {
    int count = in.length(1 << 20);
    for (int i = 0; i < count; i++) {
      K key = (K) reader.present(alarms.keyType());
      KeyedAlarms.Running running = new KeyedAlarms.Running(in.varint(), in.varint());
      later.add(() -> alarms.restore(key, running));
    }
  }

  @SuppressWarnings("unchecked") private static <I> void questions(StateReader reader, WireReader in,
      AskedTask<I, ?> task, List<Runnable> later) {
    int count = in.length(1 << 20);
    for (int i = 0; i < count; i++) {
      long number = in.varint();
      long due = in.varint();
      I question = (I) reader.present(task.questionType());
      later.add(() -> task.ask(number, question, due));
    }
  }

  private static <I extends Input> void inputs(StateWriter writer, RoomBody body, InputTable<I> inputs) {
    WireWriter root = writer.root();
    for (Occupant who : body.everyone()) {
      InputQueue<I> queue = inputs.queue(who);
      root.varint(queue.newestSeq()).varint(queue.appliedSeq()).varint(queue.repeated());
      root.varint(queue.windowTicks()).varint(queue.leastLeft()).varint(queue.waitingCount());
      write(writer, inputs.code(), slots(inputs.code(), queue.now()));
      for (int i = 0; i < queue.waitingCount(); i++) {
        root.varint(queue.waitingSeq(i));
        write(writer, inputs.code(), queue.waiting(i));
      }
    }
  }

  private static <I extends Input> void inputs(StateReader reader, WireReader in, RoomBody body, InputTable<I> inputs) {
    for (Occupant who : body.everyone()) {
      InputQueue<I> queue = inputs.queue(who);
      queue.restore(in.varint(), in.varint(), (int) in.varint(), (int) in.varint(), (int) in.varint());
      int waiting = in.length(InputQueue.KEPT_MAX);
      queue.restoreNow(read(reader, in, inputs.code()));
      for (int i = 0; i < waiting; i++) {
        long seq = in.varint();
        queue.append(seq).set(read(reader, in, inputs.code()));
      }
    }
  }

  private static <I extends Input> Slots slots(ClassCode<I> code, I input) {
    Slots slots = new Slots(code.fields().size());
    for (int i = 0; i < code.fields().size(); i++) {
      switch (code.fields().get(i).storage()) {
        case WHOLE -> slots.whole(i, code.whole(input, i));
        case REAL -> slots.real(i, code.real(input, i));
        case VALUE -> slots.value(i, code.value(input, i));
      }
    }
    return slots;
  }

  private static void write(StateWriter writer, ClassCode<?> code, Slots slots) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> writer.root().zigzag(slots.whole(i));
        case REAL -> writer.root().real(slots.real(i));
        case VALUE -> writer.value(field.type(), slots.value(i));
      }
    }
  }

  private static Slots read(StateReader reader, WireReader in, ClassCode<?> code) {
    Slots slots = new Slots(code.fields().size());
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> slots.whole(i, in.zigzag());
        case REAL -> slots.real(i, in.real());
        case VALUE -> slots.value(i, reader.value(field.type()));
      }
    }
    return slots;
  }
}

package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.layout.PackedValues;
import takt.protocol.wire.BitReader;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.Refusal;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;
import takt.server.Reply;

/// Decodes players' commands and gives them to the room's handlers.
///
/// Owned by the room's thread. Each command is taken once, in order, and answered: yes, a record, a refusal, or why it
/// is none. Decoding happens here, in the tick, because what a command may refer to is what its sender can see now.
final class Handlers {
  private final RoomBody body;
  private final JsonValues json = new JsonValues();
  private final BitReader bits = new BitReader();

  Handlers(RoomBody body) {
    this.body = body;
  }

  /// A player's command came.
  void take(RoomMessage.CommandCame c) {
    Occupant who = body.people().member(c.member());
    if (who == null) {
      body.metrics().commandsOfNobody.add(1);
      return;
    }
    if (c.seq() <= who.commandSeq()) {
      body.metrics().commandsRepeated.add(1);
      return;
    }
    who.commandSeq(c.seq());
    RoomType.TakenCommand taken = c.fields() instanceof Payload.Packed
        ? body.type().command(c.tag())
        : body.type().command(c.name());
    if (taken == null) {
      deny(who, c, ErrorCode.COMMAND_UNKNOWN, "this room takes no such command");
    } else if (who.isSpectator() && !body.config().spectatorsMay().contains(taken.code().type())) {
      deny(who, c, ErrorCode.REFUSED, "spectators may not do this");
    } else
      if (!who.rates().pass(taken.index(), taken.perSecond(), body.clock().duration(body.clock().now()).toNanos())) {
        deny(who, c, ErrorCode.COMMAND_TOO_OFTEN, "at most " + taken.perSecond() + " a second");
      } else {
        decode(who, c, taken);
      }
  }

  private void decode(Occupant who, RoomMessage.CommandCame c, RoomType.TakenCommand taken) {
    Json fields = switch (c.fields()) {
      case Payload.Tree(Json tree) -> tree;
      case Payload.Packed(byte[] packed) -> unpack(taken, packed);
    };
    Object command = fields == null ? null : json.read(taken.code(), fields, new Sees(who));
    if (command == null) {
      deny(who, c, ErrorCode.COMMAND_INVALID, fields == null ? "its bits are not those of its fields" : json.error());
      return;
    }
    Words.Asked outer = body.words().begin(who, c.seq());
    try {
      answer(who, c.seq(), taken, body.type().code().handle(body.room(), taken.handler(), who, command));
    } catch (Refusal refusal) {
      body.words().voidOwed(who, c.seq());
      deny(who, c, ErrorCode.REFUSED, refusal.reason());
    } catch (Throwable e) {
      body.words().voidOwed(who, c.seq());
      body.words().deny(who, c.seq(), ErrorCode.FAILED, "the room failed to handle this");
      body.faults().report(body, "on(" + taken.code().type().getSimpleName() + ")", e);
    } finally {
      body.words().end(outer);
    }
  }

  /// The fields in the bits, null if they are none.
  private @Nullable Json unpack(RoomType.TakenCommand taken, byte[] packed) {
    Json fields = PackedValues.readFields(taken.fields(), bits.reset(packed));
    return bits.done() ? fields : null;
  }

  private void answer(Occupant who, long seq, RoomType.TakenCommand taken, @Nullable Object answer) {
    switch (answer) {
      case null -> nothing(who, seq, taken);
      case Reply<?> _ -> {
        // Given later, or given already.
      }
      case Record record -> body.words().answer(who, seq, record);
      default -> throw new IllegalStateException("a handler answered " + answer.getClass() + ", expected a record");
    }
  }

  /// Clients read an answer by its fields: who says they give one must.
  private void nothing(Occupant who, long seq, RoomType.TakenCommand taken) {
    Class<?> expected = body.type().code().handlers().get(taken.handler()).answers();
    if (expected != null) {
      throw new IllegalStateException("a handler answered null, expected a " + expected.getSimpleName()
          + ": refuse by a Refusal, or answer later by reply()");
    }
    body.words().yes(who, seq);
  }

  private void deny(Occupant who, RoomMessage.CommandCame c, ErrorCode code, String text) {
    body.metrics().commandsRefused.add(1);
    body.words().deny(who, c.seq(), code, text);
  }

  /// A bot's command: no decoding, refusals go to its driver.
  void handle(Occupant who, Command command) {
    RoomType.TakenCommand taken = body.type().command(command.getClass());
    if (taken == null) throw new IllegalArgumentException(command.getClass() + ", expected a command with a handler");
    Words.Asked outer = body.words().begin(null, 0);
    try {
      body.type().code().handle(body.room(), taken.handler(), who, command);
    } finally {
      body.words().end(outer);
    }
  }

  /// A server's command.
  void take(RoomMessage.ServerCommand c) {
    RoomType.TakenCommand taken = body.type().serverCommand(c.command().getClass());
    if (taken == null) {
      body.metrics().commandsOfNobody.add(1);
      return;
    }
    Words.Asked outer = body.words().begin(null, 0);
    try {
      body.type().code().handle(body.room(), taken.handler(), null, c.command());
    } catch (Refusal _) {
      body.metrics().commandsRefused.add(1);
    } catch (Throwable e) {
      body.faults().report(body, "on(" + taken.code().type().getSimpleName() + ")", e);
    } finally {
      body.words().end(outer);
    }
  }

  /// What a sender may refer to: everyone here, and the entities they know of.
  private final class Sees implements Refs {
    private final Occupant who;

    private Sees(Occupant who) {
      this.who = who;
    }

    @Override public @Nullable Player player(long number) {
      return body.people().number(number);
    }

    @Override public @Nullable Entity entity(long id) {
      Entity entity = body.slots().get(id);
      return entity != null && body.mayName(who, entity) ? entity : null;
    }
  }
}

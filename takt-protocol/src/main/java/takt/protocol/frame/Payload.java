package takt.protocol.frame;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// The part of a frame that only a game's layout can read: an input's values, a command's or an event's fields, state.
///
/// Immutable; any thread. The JSON twin carries a tree, the binary protocol bits of the schema codec.
public sealed interface Payload {
  /// No fields at all, in either codec.
  Payload NONE = new Tree(Json.Obj.EMPTY);

  /// As the JSON twin has it: an object.
  record Tree(Json json) implements Payload {
    public Tree {
      if (!(json instanceof Json.Obj)) throw new IllegalArgumentException("payload=" + json + ", expected an object");
    }
  }

  /// As the binary protocol has it. The array belongs to this payload and is never written again.
  @SuppressWarnings("ArrayRecordComponent") record Packed(byte[] bytes) implements Payload {
    static final Packed EMPTY = new Packed(new byte[0]);

    @Override public boolean equals(@Nullable Object other) {
      return other instanceof Packed(byte[] theirs) && Arrays.equals(bytes, theirs);
    }

    @Override public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}

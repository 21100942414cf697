package takt.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.PackedValues;
import takt.protocol.wire.BitWriter;

/// What an event or an answer holds, and its bytes in each codec that somebody reads: made once, when first asked for.
///
/// Owned by the room's thread.
final class LetterFields {
  /// Nothing at all: the answer that is only yes or no.
  static final LetterFields NONE = new LetterFields();

  private final Json json;
  private final List<LayoutField> layout;
  private final int jsonLength;
  private byte @Nullable [] twin;
  private byte @Nullable [] packed;

  /// Any thread: all rooms share it, so its bytes are there from the start.
  private LetterFields() {
    this(Json.Obj.EMPTY, List.of(), 0);
    twin = new byte[0];
    packed = new byte[0];
  }

  /// @param jsonLength its length as JSON, whatever codec it leaves in: what a room may say depends on nothing but what
  ///     it says
  LetterFields(Json json, List<LayoutField> layout, int jsonLength) {
    this.json = json;
    this.layout = layout;
    this.jsonLength = jsonLength;
  }

  /// About how many bytes it takes.
  int length() {
    return jsonLength;
  }

  /// In JSON; never written again. Empty for [#NONE].
  byte[] twin(JsonWriter writer) {
    byte[] bytes = twin;
    if (bytes == null) twin = bytes = writer.clear().value(json).toBytes();
    return bytes;
  }

  /// In bits; never written again.
  byte[] packed(BitWriter writer) {
    byte[] bytes = packed;
    if (bytes == null) {
      PackedValues.writeFields(layout, json, writer.clear());
      packed = bytes = writer.toBytes();
    }
    return bytes;
  }
}

package takt.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedInputs;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// What is said in one room: JSON values here, payloads of frames there, as the server's layout has them.
///
/// One thread at a time. Whatever comes is nobody's word: what cannot be read is null.
final class RoomCodec {
  private static final RoomLayout UNKNOWN = new RoomLayout(List.of(), List.of(), null, List.of(), List.of());

  private final Codec codec;
  private final RoomLayout layout;
  private final SnapshotReader states;
  private final BitWriter out = new BitWriter(64);
  private final BitReader in = new BitReader();

  /// @param document the room's schema; without one the JSON twin still works, by names alone
  /// @param tickRateHz of the room, 0 for one that ticks on demand
  /// @throws IllegalArgumentException if it is none
  RoomCodec(Codec codec, Json document, int tickRateHz) {
    this.codec = codec;
    layout = codec == Codec.JSON && document.members().isEmpty() ? UNKNOWN : RoomLayout.of(document);
    states = new SnapshotReader(layout, tickRateHz);
  }

  RoomLayout layout() {
    return layout;
  }

  /// The command of that name, null if the room takes none.
  RoomLayout.@Nullable Command command(String name) {
    int tag = layout.commandTag(name);
    return tag < 0 ? null : layout.commands().get(tag);
  }

  boolean isPacked() {
    return codec == Codec.BINARY;
  }

  // ---- up

  /// The values of one tick.
  Payload input(Json values) {
    List<LayoutField> fields = layout.inputs();
    if (fields == null) return new Payload.Tree(values);
    Json known = known(fields, values);
    if (!isPacked()) return fields(fields, known);
    PackedInputs.write(fields, List.of(known), out.clear());
    return new Payload.Packed(out.toBytes());
  }

  /// A choice that the server does not know is held as the first: a player's tick is not lost for it.
  private static Json known(List<LayoutField> fields, Json values) {
    Map<String, Json> members = new LinkedHashMap<>(values.members());
    for (LayoutField field : fields) {
      Json value = members.get(field.name());
      if (field.type() instanceof LayoutType.Choice(List<String> of) && value instanceof Json.Text(String name)
          && !of.contains(name)) {
        members.put(field.name(), Json.of(of.getFirst()));
      }
    }
    return new Json.Obj(members);
  }

  /// Values as the server's layout has them: none that it does not know, those it knows and this build does not at
  /// their defaults, numbers within its bounds.
  ///
  /// @throws IllegalArgumentException if one cannot be said in it; the message says which
  Payload fields(List<LayoutField> fields, Json values) {
    PackedValues.writeFields(fields, values, out.clear());
    byte[] bits = out.toBytes();
    if (isPacked()) return new Payload.Packed(bits);
    // In JSON, too, only what these bits can say: the two codecs are one protocol.
    Json read = PackedValues.readFields(fields, in.reset(bits));
    return new Payload.Tree(in.done() ? read : values);
  }

  // ---- down

  /// The state that a snapshot makes of its base, null if it makes none.
  ///
  /// @param base the state of the snapshot's base
  /// @param known the states before it
  @Nullable ClientState state(ClientState base, SnapshotReader.States known, DownFrame.Snapshot snapshot) {
    return switch (snapshot.state()) {
      case Payload.Tree(Json delta) -> base.apply(snapshot.tick(), delta);
      case Payload.Packed(byte[] bits) -> states.read(known, snapshot.base(), snapshot.tick(), bits);
    };
  }

  /// An event by its name and with its fields as JSON, however it came; null if the layout has none such.
  DownFrame.@Nullable Event event(DownFrame.Event event) {
    if (!(event.fields() instanceof Payload.Packed)) return event;
    if (event.tag() >= layout.events().size()) return null;
    RoomLayout.Event known = layout.events().get(event.tag());
    Json fields = fields(known.fields(), event.fields());
    return fields == null
        ? null
        : new DownFrame.Event(event.room(), event.number(), event.tick(), event.tag(),
            known.name(), event.place(), new Payload.Tree(fields));
  }

  /// What a reply answers, null if it cannot be read.
  @Nullable Json answer(String command, Payload fields) {
    RoomLayout.Command known = command(command);
    List<LayoutField> answers = known == null ? null : known.answers();
    return fields(answers == null ? List.of() : answers, fields);
  }

  private @Nullable Json fields(List<LayoutField> fields, Payload payload) {
    return switch (payload) {
      case Payload.Tree(Json json) -> json;
      case Payload.Packed(byte[] bits) -> {
        Json read = PackedValues.readFields(fields, in.reset(bits));
        yield in.done() ? read : null;
      }
    };
  }
}

package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.Kind;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonWriter;
import takt.protocol.wire.WireWriter;
import takt.server.interest.View;
import takt.server.replication.Baselines;
import takt.server.replication.Capture;
import takt.server.replication.JsonState;
import takt.server.replication.Snapshot;

/// What leaves a room, in the JSON twin.
///
/// Owned by the room's thread.
final class JsonOut implements CodecOut {
  private final RoomBody body;
  private final SharedStates<JsonWriter> states;
  private @Nullable View view;
  private final JsonFrames frames = new JsonFrames(JsonLimits.OWN);
  private final JsonWriter writer = new JsonWriter(1024);
  private final JsonWriter fields = new JsonWriter();

  JsonOut(RoomBody body, Capture capture, Snapshot first) {
    this.body = body;
    JsonState json = new JsonState(capture, first);
    states = new SharedStates<>(body.isSameForAll(), () -> new JsonWriter(1024),
        (now, bases, viewer, to) -> json.write(now, bases.base(), viewer, view, to));
  }

  @Override public void begin() {
    states.clear();
  }

  @Override public void frame(DownFrame frame, WireWriter out) {
    out.bytes(frames.encode(frame));
  }

  @Override public void letter(Viewer viewer, Letter letter, WireWriter out) {
    Kind kind = kind(letter);
    writer.clear().beginObject().name("type").value(kind.type());
    if (kind.isSkippable()) writer.name("skip").value(true);
    writer.name("room").value(viewer.attach().number());
    if (letter.number() > 0) writer.name("number").value(letter.number());
    switch (letter.body()) {
      case Letter.Told told -> {
        writer.name("tick").value(letter.tick()).name("name").value(told.event().name());
        if (told.place().isSomewhere()) writer.name("x").value(told.place().x()).name("y").value(told.place().y());
        fields(told.fields());
      }
      case Letter.Answer answer -> {
        writer.name("seq").value(answer.seq());
        if (!answer.code().isEmpty()) writer.name("code").value(answer.code()).name("text").value(answer.text());
        fields(answer.fields());
      }
    }
    put(writer.endObject(), out);
  }

  private void fields(LetterFields of) {
    byte[] json = of.twin(fields);
    if (json.length > 0) writer.name("fields").raw(json, 0, json.length);
  }

  /// The kind of frame that a letter goes in.
  static Kind kind(Letter letter) {
    return switch (letter.body()) {
      case Letter.Told told -> told.event().lossy() ? Kind.FLASH : Kind.EVENT;
      case Letter.Answer _ -> Kind.REPLY;
    };
  }

  @Override public void snapshot(Viewer viewer, Snapshot now, Baselines bases, WireWriter out) {
    view = viewer.view();
    JsonWriter state = states.of(now, bases, viewer.who().number());
    writer.clear().beginObject().name("type").value(Kind.SNAPSHOT.type()).name("room").value(viewer.attach().number())
        .name("epoch").value(body.epoch()).name("tick").value(now.tick()).name("durable").value(body.durableTick());
    if (bases.base() != null) writer.name("base").value(bases.tick());
    long input = body.appliedInput(viewer.who());
    if (input > 0) writer.name("input").value(input);
    put(writer.name("state").raw(state.buffer(), 0, state.length()).endObject(), out);
  }

  private static void put(JsonWriter json, WireWriter out) {
    out.bytes(json.buffer(), 0, json.length());
  }
}

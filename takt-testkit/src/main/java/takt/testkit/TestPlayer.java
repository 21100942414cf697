package takt.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import takt.client.ClientRoom;
import takt.client.ClientState;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Command;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.Player;
import takt.server.Room;
import takt.server.room.Mirror;

/// Somebody in a [RoomTest]: a real client on a simulated network.
///
/// One thread: the test's.
///
/// @param <R> the room class
public final class TestPlayer<R extends Room> {
  private final RoomTest<R> test;
  private final SimulatedServer server;
  private final SimulatedClient client;
  private final ClientRoom room;
  private final List<String> heard = new ArrayList<>();

  TestPlayer(RoomTest<R> test, SimulatedServer server, SimulatedClient client, ClientRoom room) {
    this.test = test;
    this.server = server;
    this.client = client;
    this.room = room;
    room.onAny(event -> heard.add(event.name()));
  }

  // ---- what they do

  /// Their network from now on.
  ///
  /// @param rttMs round trip in milliseconds
  /// @param jitterMs mean of what each way adds to it
  /// @param loss share of frames lost each way
  public TestPlayer<R> network(double rttMs, double jitterMs, double loss) {
    Conditions way = Conditions.of(rttMs / 2, jitterMs, loss);
    return network(way, way);
  }

  /// Their network from now on, each way.
  public TestPlayer<R> network(Conditions up, Conditions down) {
    client.network(up, down);
    return this;
  }

  /// What they hold from now on: called before each input is sent.
  public <I extends Input> TestPlayer<R> input(Class<I> type, Consumer<I> hands) {
    I input = room.input(type);
    client.beforeUpdate(() -> hands.accept(input));
    return this;
  }

  /// Presses or holds something once: in the next input.
  public <I extends Input> TestPlayer<R> press(Class<I> type, Consumer<I> hands) {
    hands.accept(room.input(type));
    return this;
  }

  /// Sends a command; what becomes of it shows in a later tick.
  public Sent send(Command command) {
    return new Sent(room.send(command), room);
  }

  /// Sends a command by its name on the wire: what no SDK would send, too.
  public Sent send(String name, Json fields) {
    return new Sent(room.send(name, fields), room);
  }

  /// Leaves for good.
  public void leave() {
    room.leave();
  }

  /// Their connection breaks; they come back by themselves.
  public TestPlayer<R> cut() {
    client.cut();
    return this;
  }

  // ---- what they are and know

  /// Them, as the room knows them now.
  ///
  /// @throws IllegalStateException if they are not in the room
  public Player player() {
    for (Player player : test.simulated().body().everyone()) {
      if (player.number() == room.myNumber()) return player;
    }
    throw new IllegalStateException("player " + room.myNumber() + " is not in the room (any more)");
  }

  /// The room as their client knows it: an object of its class that holds what they were sent and nothing else.
  @SuppressWarnings("unchecked") public R sees() {
    ClientState state = room.state();
    return (R) Mirror.of(test.simulated().type(), state.tick(), state.room(), state.players(), state.entities());
  }

  /// Hears events of a class.
  public <T extends Record & Event> TestPlayer<R> on(Class<T> type, Consumer<T> listener) {
    room.on(type, listener);
    return this;
  }

  /// The names of all events they heard, in order.
  public List<String> heard() {
    return List.copyOf(heard);
  }

  /// Their client's side of the room.
  public ClientRoom client() {
    return room;
  }

  /// Whether they are in the room, as their client knows it.
  public boolean isIn() {
    return room.isIn();
  }

  /// How often their session was taken up again.
  public int resumes() {
    return client.session().resumes();
  }

  /// The server they play on.
  public SimulatedServer simulation() {
    return server;
  }
}

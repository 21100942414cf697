package takt.testkit;

import org.jspecify.annotations.Nullable;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.link.BadNetwork;
import takt.protocol.link.Conditions;

/// A real client in a [SimulatedServer], and its way there.
///
/// One thread: the test's.
public final class SimulatedClient {
  private final SimulatedServer server;
  private final ClientSession session;
  private Conditions up = Conditions.PERFECT;
  private Conditions down = Conditions.PERFECT;
  private String address = "127.0.0.1";
  private boolean datagrams;
  private BadNetwork.@Nullable Pipe pipe;
  private Runnable beforeUpdate = () -> {};

  SimulatedClient(SimulatedServer server, ClientSession session) {
    this.server = server;
    this.session = session;
  }

  public ClientSession session() {
    return session;
  }

  /// Joins a room and lets time pass until it is answered.
  ///
  /// @throws AssertionError if it is not answered within ten seconds
  public Joined join(JoinRequest request) {
    Joined[] answer = new Joined[1];
    session.join(request, joined -> answer[0] = joined);
    if (!server.advanceUntil(() -> answer[0] != null)) {
      throw new AssertionError("no answer to a join within " + SimulatedServer.PATIENCE + " of simulated time, seed "
          + server.seed());
    }
    return answer[0];
  }

  /// Joins any room of that name.
  ///
  /// @throws IllegalStateException if it is not let in
  public ClientRoom join(String room) {
    return join(JoinRequest.any(room)).orThrow();
  }

  /// What is called before each update: the player's hands.
  public SimulatedClient beforeUpdate(Runnable what) {
    beforeUpdate = what;
    return this;
  }

  /// Their network from now on, to the server and back.
  public SimulatedClient network(Conditions up, Conditions down) {
    this.up = up;
    this.down = down;
    if (pipe != null) pipe.conditions(up, down);
    return this;
  }

  /// Where they come from, at the next connection.
  public SimulatedClient address(String address) {
    this.address = address;
    return this;
  }

  /// Has a lane of datagrams beside the one that keeps order, at the next connection.
  public SimulatedClient datagrams() {
    datagrams = true;
    return this;
  }

  boolean hasDatagrams() {
    return datagrams;
  }

  /// The network breaks the connection; both ends notice. The session comes back by itself.
  public SimulatedClient cut() {
    if (pipe != null) pipe.reset();
    return this;
  }

  Conditions up() {
    return up;
  }

  Conditions down() {
    return down;
  }

  String address() {
    return address;
  }

  void pipe(BadNetwork.Pipe pipe) {
    this.pipe = pipe;
  }

  void update(long nowNs) {
    beforeUpdate.run();
    session.update(nowNs);
  }
}

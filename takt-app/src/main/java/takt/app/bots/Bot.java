package takt.app.bots;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import takt.client.ClientRoom;
import takt.client.Codec;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.TaktClient;

/// One client that joins, plays as it likes, and comes back after breaks.
///
/// Owned by the swarm's thread.
final class Bot {
  /// How long it keeps away after it was not let in, or thrown out.
  private static final long AWAY_NS = 3_000_000_000L;
  /// Tries in vain after which it counts as one that cannot connect.
  private static final int ATTEMPTS_MAX = 2;

  private final Target target;
  private final HttpClient http;
  private final String name;
  private final long seed;
  private @Nullable TaktClient client;
  private @Nullable ClientRoom room;
  private long awayUntilNs;
  private boolean joining;
  private int errors;
  private String problem = "";
  private long framesBefore;
  private long bytesBefore;
  private long snapshotsBefore;
  private int resumesBefore;

  Bot(Target target, HttpClient http, String name, long seed) {
    this.target = target;
    this.http = http;
    this.name = name;
    this.seed = seed;
  }

  /// Does what is due.
  void update(long nowNs) {
    TaktClient now = client;
    if (now == null) {
      if (nowNs >= awayUntilNs) join();
      return;
    }
    now.update();
    ClientRoom in = room;
    if (in != null && !in.isIn()) fail("left: " + in.leftReason(), nowNs);
    else if (now.session().isClosed()) fail("closed: " + now.session().closedCode(), nowNs);
    else if (!problem.isEmpty() && in == null && !joining) fail("", nowNs);
  }

  private void join() {
    TaktClient fresh = TaktClient.of(target.socket(), ClientSession.Hello.guest(name), Codec.BINARY, http);
    client = fresh;
    joining = true;
    problem = "";
    var _ = fresh.join(JoinRequest.any(target.room())).thenAccept(this::onJoined);
  }

  private void onJoined(Joined answer) {
    joining = false;
    switch (answer) {
      case Joined.Ok ok -> {
        room = ok.room();
        Whim whim = new Whim(target.schema(), ok.room().tickRateHz(), seed);
        if (whim.hasInput()) ok.room().input(whim::next);
      }
      case Joined.Full full -> problem = "room-full: " + full.text();
      case Joined.Refused refused -> problem = refused.code() + ": " + refused.text();
    }
  }

  /// Begins anew, after a while.
  private void fail(String why, long nowNs) {
    if (problem.isEmpty()) problem = why;
    errors++;
    leave();
    awayUntilNs = nowNs + AWAY_NS;
  }

  /// Says goodbye.
  void leave() {
    TaktClient now = client;
    if (now == null) return;
    framesBefore = framesIn();
    bytesBefore = bytesIn();
    snapshotsBefore = snapshots();
    resumesBefore = resumes();
    client = null;
    room = null;
    joining = false;
    now.close();
  }

  // ---- how it goes

  boolean isIn() {
    return room != null && client != null && client.session().isOpen();
  }

  /// Whether it waits for an answer, or to be let in.
  boolean isJoining() {
    return client != null && room == null;
  }

  boolean cannotConnect() {
    return client != null && client.session().attempts() > ATTEMPTS_MAX;
  }

  /// Milliseconds, 0 for unknown.
  int rttMs() {
    return isIn() && client != null ? client.session().rttMs() : 0;
  }

  long framesIn() {
    return framesBefore + (client == null ? 0 : client.session().receivedFrames());
  }

  long bytesIn() {
    return bytesBefore + (client == null ? 0 : client.session().receivedBytes());
  }

  long snapshots() {
    return snapshotsBefore + (room == null ? 0 : room.net().snapshots());
  }

  int resumes() {
    return resumesBefore + (client == null ? 0 : client.session().resumes());
  }

  int errors() {
    return errors;
  }

  /// What went wrong last, empty for nothing.
  String problem() {
    return problem;
  }
}

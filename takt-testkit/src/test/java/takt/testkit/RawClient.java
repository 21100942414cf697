package takt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.JsonFrames;
import takt.protocol.json.JsonLimits;
import takt.protocol.link.BadNetwork;
import takt.protocol.link.Conditions;
import takt.protocol.link.LinkEnd;
import takt.server.session.Connection;

/// A connection spoken to by hand, frame by frame, as somebody with a terminal would.
///
/// One thread: the test's.
public final class RawClient implements LinkEnd {
  private final SimulatedServer server;
  private final BadNetwork.Pipe pipe;
  private final JsonFrames frames = new JsonFrames(JsonLimits.OWN);
  private final List<DownFrame> heard = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private int closeCode;

  private RawClient(SimulatedServer server) {
    this.server = server;
    pipe = server.network().connect(Conditions.PERFECT, Conditions.PERFECT);
    pipe.attach(this, new Connection(pipe.second(), Runnable::run, server.desk(), false, "127.0.0.1", server::nowNs));
  }

  public static RawClient connect(SimulatedServer server) {
    return new RawClient(server);
  }

  /// Sends a text message, in the JSON twin with ' for ".
  public RawClient say(String frame) {
    pipe.first().send(frame.replace('\'', '"').getBytes(UTF_8));
    return this;
  }

  /// Sends bytes that need not be a frame.
  public RawClient bytes(byte[] frame) {
    pipe.first().send(frame);
    return this;
  }

  /// The network breaks; both ends notice.
  public void cut() {
    pipe.reset();
  }

  /// Waits for a frame of a kind that has not been taken yet, and takes it.
  public <F extends DownFrame> F next(Class<F> kind) {
    server.advanceUntil(() -> find(kind) != null);
    F found = find(kind);
    if (found == null) throw new AssertionError("no " + kind.getSimpleName() + "; heard " + heard);
    heard.remove(found);
    return found;
  }

  /// Waits for a message that reads so, `…` standing for anything; what came before it is forgotten.
  public void line(String expected) {
    Pattern pattern = Pattern.compile(Stream.of(expected.split("…", -1)).map(Pattern::quote).collect(joining(".*")));
    server.advanceUntil(() -> lines.stream().anyMatch(line -> pattern.matcher(line).matches()));
    for (int i = 0; i < lines.size(); i++) {
      if (!pattern.matcher(lines.get(i)).matches()) continue;
      lines.subList(0, i + 1).clear();
      return;
    }
    throw new AssertionError("no message like " + expected + "; heard " + lines);
  }

  /// Frames of a kind that came by the end of that time and have not been taken.
  public <F extends DownFrame> List<F> all(Class<F> kind, Duration wait) {
    server.advance(wait);
    return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private <F extends DownFrame> @Nullable F find(Class<F> kind) {
    for (DownFrame frame : heard) if (kind.isInstance(frame)) return kind.cast(frame);
    return null;
  }

  public int closeCode() {
    return closeCode;
  }

  @Override public void onFrame(byte[] bytes, int offset, int length) {
    DownFrame frame = frames.decodeDown(bytes, offset, length);
    if (frame == null) throw new AssertionError(frames.error() + ": " + new String(bytes, offset, length, UTF_8));
    heard.add(frame);
    lines.add(new String(bytes, offset, length, UTF_8));
  }

  @Override public void onAlive() {
    // Nothing to do: a test looks at frames.
  }

  @Override public void onClosed(int code, String reason) {
    closeCode = code;
  }
}

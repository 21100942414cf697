package takt.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A player's way into a server, over WebSocket.
///
/// Owned by one thread, the one that calls [#update]: everything that the server says is delivered there. Many clients
/// may share a thread and an [HttpClient].
/// ```java
/// try (var takt = TaktClient.guest(URI.create("ws://localhost:7777/takt"), "ann")) {
///   ClientRoom room = takt.joinAndWait(JoinRequest.any("hello")).orThrow();
///   Keys keys = room.input(Keys.class);
///   while (room.isIn()) {
///     takt.update();
///     keys.dx = 1;
///   }
/// }
/// ```
public final class TaktClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final long BREATH_NS = 1_000_000;

  private final HttpClient http;
  private final boolean ownsHttp;
  private final ClientSession session;
  private @Nullable WebSocketLink link;
  private final ConcurrentLinkedQueue<Runnable> fromNetwork = new ConcurrentLinkedQueue<>();

  private TaktClient(URI server, ClientSession.Hello hello, Codec codec, @Nullable HttpClient shared) {
    ownsHttp = shared == null;
    http = shared == null ? HttpClient.newHttpClient() : shared;
    session = new ClientSession(hello, codec, s -> link = WebSocketLink.open(http, server, s, fromNetwork),
        System.nanoTime());
    // It must know the time before its link opens, or it takes the welcome for one that is years late.
    session.update(System.nanoTime());
  }

  /// A guest.
  ///
  /// @param server such as `ws://localhost:7777/takt`
  public static TaktClient guest(URI server, String name) {
    return new TaktClient(server, ClientSession.Hello.guest(name), Codec.BINARY, null);
  }

  /// Whoever the token says.
  public static TaktClient token(URI server, String token) {
    return new TaktClient(server, ClientSession.Hello.token(token), Codec.BINARY, null);
  }

  /// Whoever says hello, in that codec.
  public static TaktClient of(URI server, ClientSession.Hello hello, Codec codec) {
    return new TaktClient(server, hello, codec, null);
  }

  /// One of many: they share the threads of an [HttpClient], which is the caller's to close.
  public static TaktClient of(URI server, ClientSession.Hello hello, Codec codec, HttpClient shared) {
    return new TaktClient(server, hello, codec, shared);
  }

  /// Joins a room; the answer comes in an [#update].
  public CompletableFuture<Joined> join(JoinRequest request) {
    CompletableFuture<Joined> answer = new CompletableFuture<>();
    session.join(request, answer::complete);
    return answer;
  }

  /// Joins any open room of that type, else a new one.
  public CompletableFuture<Joined> join(String type) {
    return join(JoinRequest.any(type));
  }

  /// Joins a new room.
  public CompletableFuture<Joined> create(String type) {
    return join(JoinRequest.create(type));
  }

  /// Joins the room of that id.
  public CompletableFuture<Joined> joinById(String id) {
    return join(JoinRequest.id(id));
  }

  /// Joins the private room whose code friends were told.
  public CompletableFuture<Joined> joinByCode(String code) {
    return join(JoinRequest.code(code));
  }

  /// The open rooms of a type; the answer comes in an [#update].
  public CompletableFuture<List<Listing>> rooms(String type) {
    return session.rooms(type, Map.of());
  }

  /// Tells the open rooms of a type in an [#update], and again after each change.
  ///
  /// @return ends it
  public Runnable watch(String type, Consumer<List<Listing>> listener) {
    return session.watch(type, Map.of(), listener);
  }

  /// Joins a room and waits for the answer, at most ten seconds.
  public Joined joinAndWait(JoinRequest request) {
    CompletableFuture<Joined> answer = new CompletableFuture<>();
    Runnable giveUp = session.join(request, answer::complete);
    long untilNs = System.nanoTime() + PATIENCE.toNanos();
    while (!answer.isDone() && System.nanoTime() < untilNs) {
      update();
      LockSupport.parkNanos(BREATH_NS);
    }
    if (!answer.isDone()) giveUp.run();
    return answer.getNow(new Joined.Refused("unreachable", "no answer within " + PATIENCE.toSeconds() + " s"));
  }

  /// Takes what came and sends what is due. Call it every few milliseconds.
  public void update() {
    session.time(System.nanoTime());
    for (Runnable what = fromNetwork.poll(); what != null; what = fromNetwork.poll()) what.run();
    session.update(System.nanoTime());
  }

  /// What it stands on.
  public ClientSession session() {
    return session;
  }

  /// Says goodbye and leaves every room; waits at most a second for the goodbye to go out.
  @Override public void close() {
    session.close();
    WebSocketLink last = link;
    if (last != null) last.lastWords(LAST_WORDS);
    if (ownsHttp) http.shutdownNow();
  }
}

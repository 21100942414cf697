package takt.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import takt.auth.JwtAuthenticator;
import takt.netty.DoorsConfig;
import takt.netty.NettyDoors;
import takt.netty.http.Answer;
import takt.server.Room;
import takt.server.host.Node;
import takt.server.metrics.Metrics;

/// A whole server on free ports of this machine: a room, tokens, doors, operators' pages.
final class Server implements AutoCloseable {
  final Node node;
  final OpsPages ops;
  final NettyDoors doors;
  private final HttpClient operator = HttpClient.newHttpClient();

  private Server(Node node, OpsPages ops, NettyDoors doors) {
    this.node = node;
    this.ops = ops;
    this.doors = doors;
  }

  static Server open(Path folder) throws IOException {
    return open(folder, Yard::new, b -> b);
  }

  static Server open(Path folder, Supplier<Room> room, UnaryOperator<DoorsConfig.Builder> with) throws IOException {
    Metrics metrics = new Metrics();
    Path keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[]}");
    JwtAuthenticator tokens = JwtAuthenticator.builder("https://id.example.com/", "yard").jwks(keys).metrics(metrics)
        .build();
    Node node = Node.builder().metrics(metrics).authenticator(tokens).guests(true).room("yard", room).start();
    OpsPages ops = OpsPages.of(node);
    try {
      Map<String, Supplier<Answer>> pages = new HashMap<>();
      ops.byPath().forEach((path, page) -> pages.put(path, () -> answer(page.get())));
      DoorsConfig config = with.apply(DoorsConfig.builder().publicPort(0).adminPort(0).ioThreads(1)).build();
      return new Server(node, ops, NettyDoors.open(node, config, pages));
    } catch (IOException | RuntimeException e) {
      ops.close();
      node.close();
      throw e;
    }
  }

  private static Answer answer(Page page) {
    return Answer.bytes(page.status(), page.type(), page.text().getBytes(UTF_8));
  }

  URI socket() {
    return URI.create("ws://127.0.0.1:" + doors.publicPort() + "/takt");
  }

  /// What the admin listener says.
  HttpResponse<String> page(String path) {
    URI uri = URI.create("http://127.0.0.1:" + doors.adminPort() + path);
    try {
      return operator.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override public void close() {
    operator.shutdownNow();
    doors.close();
    ops.close();
    node.close();
  }
}

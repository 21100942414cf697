package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real proxies in front: nginx and haproxy, as their manuals have it.
class ProxiesTest {
  private static final String CLIENT = "127.0.0.9";
  private static final List<String> PROXY = List.of("127.0.0.1/32");
  private static final long PATIENCE_NS = 20_000_000_000L;

  @TempDir Path folder;

  @Test void nginxUpgradesAndForwardsWhoComes() throws IOException {
    try (Doors doors = Doors.open(b -> b.trustedProxies(PROXY))) {
      int port = freePort();
      Path conf = Files.writeString(folder.resolve("nginx.conf"), """
          daemon off;
          master_process off;
          pid %1$s/nginx.pid;
          events { worker_connections 64; }
          http {
            access_log off;
            client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
            map $http_upgrade $connection_upgrade { default upgrade; '' close; }
            server {
              listen 127.0.0.1:%2$d;
              location / {
                proxy_pass http://127.0.0.1:%3$d;
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto https;
                proxy_set_header X-Forwarded-Host play.example;
              }
            }
          }
          """.formatted(folder, port, doors.port()));
      try (Program nginx = Program.start(folder.resolve("nginx.log"), List.of(Tools.path("nginx"), "-e", "stderr", "-p",
          folder.toString(), "-c", conf.toString()))) {
        awaitListening(nginx, port);
        assertPlaysThrough(doors, port, "X-Forwarded-For: 1.2.3.4\n");
        assertJoinsThrough(doors, port, "wss://play.example/takt");
      }
    }
  }

  @Test void haproxyUpgradesAndForwardsWhoComes() throws IOException {
    try (Doors doors = Doors.open(b -> b.trustedProxies(PROXY))) {
      int port = freePort();
      try (Program haproxy = haproxy(port, "http",
          "option forwardfor\n  http-request set-header X-Forwarded-Proto https",
          doors.port(), "")) {
        awaitListening(haproxy, port);
        assertPlaysThrough(doors, port, "X-Forwarded-For: 1.2.3.4\n");
        assertJoinsThrough(doors, port, "wss://localhost/takt");
      }
    }
  }

  @Test void haproxySaysWhoComesByProxyVersion2AndItsChecksCountForNobody() throws IOException {
    try (Doors doors = Doors.open(b -> b.trustedProxies(PROXY).proxyProtocol(true))) {
      int port = freePort();
      try (Program haproxy = haproxy(port, "tcp", "option tcp-check", doors.port(),
          "send-proxy-v2 check inter 50ms check-send-proxy")) {
        awaitListening(haproxy, port);
        assertPlaysThrough(doors, port, "");
        assertJoinsThrough(doors, port, "ws://localhost/takt");
        doors.awaitConnections(0);
        assertEquals(0, doors.metric("takt_handshakes", "listener", "public"));
      }
    }
  }

  private Program haproxy(int port, String mode, String how, int backend, String server) throws IOException {
    Path conf = Files.writeString(folder.resolve("haproxy.cfg"), """
        global
          maxconn 100
        defaults
          mode %s
          timeout connect 5s
          timeout client 30s
          timeout server 30s
          timeout tunnel 1h
        frontend players
          bind 127.0.0.1:%d
          default_backend takt
        backend takt
          %s
          server one 127.0.0.1:%d %s
        """.formatted(mode, port, how, backend, server));
    return Program.start(folder.resolve("haproxy.log"), List.of(Tools.path("haproxy"), "-db", "-f", conf.toString()));
  }

  /// Somebody plays, and the game sees the address they come from, whatever they claim.
  private static void assertPlaysThrough(Doors doors, int port, String claim) {
    try (RawClient client = RawClient.from(CLIENT, port)) {
      String answer = client.say(RawClient.handshake("Sec-WebSocket-Protocol: takt.json.v1\n" + claim)).answer();
      assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
      client.text("{\"type\":\"hello\",\"min\":1,\"max\":1,\"token\":\"Ann\"}").next("welcome");
      assertEquals(CLIENT, doors.nextAddress());
      client.text("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("joined");
      client.next("snapshot");
      client.text("{\"type\":\"bye\"}");
      RawClient.ServerFrame close = client.next(8);
      assertEquals(1000, close.closeCode());
      client.frame(0x88, close.payload()).toEnd();
    }
  }

  private static void assertJoinsThrough(Doors doors, int port, String url) {
    try (RawClient client = RawClient.from(CLIENT, port)) {
      String answer = client.say("POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
          + "Authorization: Bearer Ann\nContent-Length: 15\n\n{\"room\":\"yard\"}").answer();
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.contains("\"url\":\"" + url + "\""), answer);
      assertEquals(CLIENT, doors.nextAddress());
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitListening(Program proxy, int port) {
    long beganNs = System.nanoTime();
    while (true) {
      try (RawClient _ = RawClient.to(port)) {
        return;
      } catch (UncheckedIOException e) {
        if (!proxy.isAlive() || System.nanoTime() - beganNs > PATIENCE_NS) throw new AssertionError(proxy.said(), e);
        LockSupport.parkNanos(10_000_000);
      }
    }
  }
}

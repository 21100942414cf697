package takt.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.protocol.json.Json;

/// `/livez` and `/readyz`: what is stuck, and whether new players may come.
class HealthTest {
  private static final CountDownLatch RELEASE = new CountDownLatch(1);

  @TempDir Path folder = Path.of("");

  @Test void aServerThatDrainsLivesAndIsNotReady() throws Exception {
    try (Server server = Server.open(folder)) {
      says(200, "ok\n", server.page("/livez"));
      says(200, "ok\n", server.page("/readyz"));
      server.node.drain(Duration.ZERO).join();
      says(200, "ok\n", server.page("/livez"));
      says(503, "draining: nobody new comes in, rooms end\n", server.page("/readyz"));
    }
  }

  @Test void whatATransportSaysIsStuckIsSaid() throws Exception {
    try (Server server = Server.open(folder)) {
      server.node.watch(() -> "an event loop has not come round for 11 s");
      says(503, "stuck: an event loop has not come round for 11 s\n", server.page("/livez"));
      says(503, "stuck: an event loop has not come round for 11 s\n", server.page("/readyz"));
    }
  }

  @Test void doorsThatAreClosedAreNotAskedAnyMore() throws Exception {
    try (Server server = Server.open(folder)) {
      server.doors.close();
      assertEquals(200, server.ops.alive().status());
    }
  }

  /// Takes the ten seconds after which a tick counts as stuck.
  @Test void aRoomThatHangsIsNamedWhileThePageStillAnswers() throws Exception {
    try (Server server = Server.open(folder, Swamp::new, b -> b)) {
      String id = server.node.create("yard", Json.Obj.EMPTY).join().id();
      HttpResponse<String> answer = server.page("/livez");
      for (int i = 0; i < 300 && answer.statusCode() == 200; i++) {
        assertFalse(RELEASE.await(100, TimeUnit.MILLISECONDS));
        answer = server.page("/livez");
      }
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().startsWith("stuck: a tick of room "), answer.body());
      assertTrue(answer.body().contains(id), answer.body());
      RELEASE.countDown();
      for (int i = 0; i < 1000 && answer.statusCode() != 200; i++) answer = server.page("/livez");
      says(200, "ok\n", answer);
    } finally {
      RELEASE.countDown();
    }
  }

  /// What a [Swamp] waits for. Here, because a room's own fields are saved.
  static void awaitRelease() {
    try {
      RELEASE.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void says(int status, String text, HttpResponse<String> answer) {
    assertEquals(text, answer.body());
    assertEquals(status, answer.statusCode());
  }
}

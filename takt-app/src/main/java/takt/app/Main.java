package takt.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of Takt, started by `./takt`.
///
/// The main thread reads the arguments and then waits. Exit codes: 0 well, 1 it could not start, 2 the arguments are wrong.
@Command(name = "takt", version = "takt 0.1.0", mixinStandardHelpOptions = true, subcommands = Main.Run.class, description = "An authoritative multiplayer game server.") public final class Main
    implements
      Runnable {
  Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override public void run() {
    CommandLine.usage(this, System.out);
  }

  @Command(name = "run", mixinStandardHelpOptions = true, description = "Serves until it is stopped.") static final class Run
      implements
        Callable<Integer> {
    @Option(names = "--port", defaultValue = "${env:TAKT_PORT:-7777}", description = "The players' port; 0 takes a free one. TAKT_PORT sets it too. (default: 7777)") int port;

    @Override public Integer call() throws InterruptedException {
      HttpServer server;
      try {
        server = HttpServer.create(new InetSocketAddress(port), 0);
      } catch (IOException e) {
        System.err.printf("port=%d cannot be opened: %s. Stop what uses it, or take another: TAKT_PORT=7780%n", port,
            e.getMessage());
        return 1;
      }
      byte[] page = "<!doctype html><title>Takt</title><h1>Takt is up.</h1>".getBytes(StandardCharsets.UTF_8);
      server.createContext("/", exchange -> {
        try (exchange) {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
        }
      });
      server.start();
      System.out.printf("Takt is up: http://localhost:%d/%n", server.getAddress().getPort());
      new CountDownLatch(1).await();
      return 0;
    }
  }
}

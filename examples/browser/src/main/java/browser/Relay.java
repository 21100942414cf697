package browser;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A cable between browsers and a server that a test can cut.
///
/// Any thread.
public final class Relay implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;

  /// One that leads to a port of this machine.
  public Relay(int target) throws IOException {
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  /// Where it listens.
  public int port() {
    return listener.getLocalPort();
  }

  /// Where new connections lead from now on.
  public void target(int port) {
    target = port;
  }

  /// Breaks every connection, without a goodbye.
  public void cut() {
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException _) {
        // Ended by itself.
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> join(client));
      } catch (IOException _) {
        return; // Closed.
      }
    }
  }

  private void join(Socket client) {
    try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      Thread up = Thread.ofVirtual().start(() -> pipe(client, server));
      pipe(server, client);
      up.join();
      open.remove(server);
    } catch (IOException _) {
      // Nobody is there: the client hears of it by the end of its connection.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    open.remove(client);
  }

  private static void pipe(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One side broke, so the other ends too.
    }
    try {
      from.close();
      to.close();
    } catch (IOException _) {
      // Closed already.
    }
  }

  @Override public void close() throws IOException {
    listener.close();
    cut();
  }
}

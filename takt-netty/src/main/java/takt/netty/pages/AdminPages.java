package takt.netty.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.netty.http.Answer;
import takt.netty.http.Exchange;
import takt.netty.http.Request;
import takt.netty.http.Router;

/// What operators and their machines ask for: a few pages, each a path and who makes it.
///
/// Any thread. It answers only who calls it by a name of its own: a web page can point a name it owns at 127.0.0.1 and
/// read from there ("DNS rebinding"), but the browser then says that name. Who has another name for this listener, such
/// as that of a machine, says so in the configuration.
public final class AdminPages implements Router {
  private static final System.Logger LOG = System.getLogger("takt.admin");
  private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, Supplier<Answer>> pages;
  private final @Nullable DevDoor dev;
  private final List<String> names;
  private final Executor blocking;

  /// @param pages by path; each is made on a thread that may block
  /// @param dev the way to the developers' page, null for none
  /// @param names further names it may be called by, without ports; `*` for any
  public AdminPages(Map<String, Supplier<Answer>> pages, @Nullable DevDoor dev, List<String> names,
      Executor blocking) {
    this.pages = Map.copyOf(pages);
    this.dev = dev;
    this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    this.blocking = blocking;
  }

  @Override public void onRequest(Exchange exchange) {
    Request request = exchange.request();
    Supplier<Answer> page = pages.get(request.rawPath());
    if (dev != null && DevDoor.isFor(request)) {
      dev.onRequest(exchange);
    } else if (!isOurs(request)) {
      exchange.answer(Answer.text(421, "421: this listener is not called that; an operator can add the name\n"));
    } else if (page == null) {
      exchange.answer(Answer.text(404, "404: expected one of " + String.join(" ", pages.keySet().stream().sorted()
          .toList()) + "\n"));
    } else if (!request.method().equals("GET")) {
      exchange.answer(Answer.text(405, "405: expected GET\n").with("Allow", "GET"));
    } else {
      make(exchange, page);
    }
  }

  private boolean isOurs(Request request) {
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return OWN_NAMES.contains(name) || names.contains(name) || names.contains("*");
  }

  private void make(Exchange exchange, Supplier<Answer> page) {
    try {
      blocking.execute(() -> exchange.answer(made(exchange.request().rawPath(), page)));
    } catch (RejectedExecutionException _) {
      exchange.answer(Answer.text(503, "503: the server stops\n"));
    }
  }

  private static Answer made(String path, Supplier<Answer> page) {
    try {
      return page.get().with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the page " + path + " could not be made", e);
      return Answer.text(500, "500: the page could not be made; the server's log says why\n");
    }
  }
}

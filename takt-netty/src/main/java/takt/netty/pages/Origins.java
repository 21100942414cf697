package takt.netty.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import takt.netty.http.Answer;
import takt.netty.http.Request;

/// Which web pages may talk to this server: one list for WebSockets, for CORS and for joins.
///
/// Immutable; any thread. A browser says from which page a request comes and cannot be talked out of it, so this keeps
/// a stranger's page from playing with its visitors' addresses and logins. What says nothing of its origin is no
/// browser, and is not kept out by a header it could write as it likes.
public final class Origins {
  /// An entry that stands for pages this server itself serves.
  public static final String SELF = "self";
  /// An entry that stands for every page: for development.
  public static final String ANY = "*";
  /// How long a browser may remember what it was told, in seconds.
  private static final String REMEMBER_SECONDS = "600";

  private final List<String> allowed;

  /// @param allowed [#SELF], [#ANY], or origins like `https://game.example`
  /// @throws IllegalArgumentException for anything else
  public Origins(List<String> allowed) {
    for (String origin : allowed) {
      boolean fits = origin.equals(SELF) || origin.equals(ANY)
          || origin.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s,]+");
      if (!fits) {
        throw new IllegalArgumentException("origin=" + origin + ", expected self, * or like https://game.example:8443,"
            + " without a slash at the end");
      }
    }
    this.allowed = allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).toList();
  }

  /// Whether the page a request comes from, if any, may ask.
  public boolean allows(Request request) {
    return !request.has(HttpHeaderNames.ORIGIN) || isListed(request);
  }

  private boolean isListed(Request request) {
    String origin = origin(request);
    if (origin == null) return false;
    if (allowed.contains(ANY) || allowed.contains(origin)) return true;
    // By host and port alone: a proxy that ends TLS need not have told us that it did.
    boolean self = origin.substring(origin.indexOf("://") + 3).equals(request.authority().toLowerCase(Locale.ROOT));
    return allowed.contains(SELF) && self;
  }

  /// What a request says of the page it comes from; null if it says it twice, or that it must not be told.
  private static @Nullable String origin(Request request) {
    String origin = request.header(HttpHeaderNames.ORIGIN);
    return origin == null || !origin.contains("://") ? null : origin.toLowerCase(Locale.ROOT);
  }

  /// The no to a page that is not on the list.
  public Answer refusal() {
    return Answer.problem(403, "forbidden",
        "this web page may not use this server; its operator can allow its origin: " + allowed + " are allowed now");
  }

  /// The answer to a browser that asks before it asks.
  public Answer preflight(Request request) {
    return share(request, Answer.empty(204)
        .with("Access-Control-Allow-Methods", "GET, HEAD, POST")
        .with("Access-Control-Allow-Headers", "authorization, content-type")
        .with("Access-Control-Max-Age", REMEMBER_SECONDS));
  }

  /// Lets the page read an answer, if it is on the list.
  public Answer share(Request request, Answer answer) {
    boolean any = allowed.contains(ANY);
    Answer varied = any ? answer : answer.with("Vary", "Origin");
    String origin = request.header(HttpHeaderNames.ORIGIN);
    if (origin == null || !isListed(request)) return varied;
    return varied.with("Access-Control-Allow-Origin", any ? "*" : origin);
  }
}

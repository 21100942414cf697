package takt.netty.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import takt.netty.address.ClientAddress;
import takt.netty.http.Answer;
import takt.netty.http.Exchange;
import takt.netty.http.Request;

/// The way to the developers' page: for whoever sits at this machine, and for that page alone.
///
/// Any thread. What is behind it sees and changes everything, without a password, so four things must be so, whatever
/// the listener is bound to and whatever names an operator has added to it:
/// the other end of the socket is this machine; no proxy has forwarded the request; it calls us by a name of this
/// machine (a page elsewhere may have pointed a name of its own here, "DNS rebinding", but the browser says that name);
/// and if it comes from a web page, that page is ours (browsers send forms and simple requests anywhere, and say from
/// where). What changes something must be JSON as well, which no page of another origin can send unasked.
public final class DevDoor {
  private static final System.Logger LOG = System.getLogger("takt.dev");
  private static final String PATH = "/dev";
  private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");
  /// What proxies add, not all the same ones: headers that begin with [#FORWARDED_PREFIX], and these.
  private static final List<String> FORWARDED = List.of("Forwarded", "Via", "X-Real-IP", "X-Client-IP",
      "X-Cluster-Client-IP", "X-Original-Host", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP");
  private static final String FORWARDED_PREFIX = "x-forwarded";
  /// This page's own scripts and styles, and nobody frames it.
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Page page;
  private final Executor blocking;

  /// What is behind the door.
  @FunctionalInterface public interface Page {
    /// Answers what has passed the door; on a thread that may block.
    Answer answer(Request request);
  }

  /// @param blocking runs the page
  public DevDoor(Page page, Executor blocking) {
    this.page = page;
    this.blocking = blocking;
  }

  /// Whether a request is for what is behind this door.
  static boolean isFor(Request request) {
    return request.rawPath().equals(PATH) || request.rawPath().startsWith(PATH + "/");
  }

  void onRequest(Exchange exchange) {
    Request request = exchange.request();
    String why = refusal(exchange.visit().peer(), request.method(), request.headers());
    if (!why.isEmpty()) {
      exchange.answer(Answer.text(403, "403: the developers' page is not for you: " + why + "\n"));
      return;
    }
    try {
      blocking.execute(() -> exchange.answer(made(request)));
    } catch (RejectedExecutionException _) {
      exchange.answer(Answer.text(503, "503: the server stops\n"));
    }
  }

  /// Why a request may not pass; empty if it may.
  ///
  /// @param peer the other end of the socket
  static String refusal(ClientAddress peer, String method, HttpHeaders headers) {
    if (!isHere(peer.text())) return "it is for this machine alone, use it there or through a tunnel (ssh -L)";
    if (isForwarded(headers)) return "a proxy forwarded the request";
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    String host = hosts.size() == 1 ? hosts.getFirst().toLowerCase(Locale.ROOT) : "";
    if (!NAMES.contains(host.replaceFirst(":\\d+$", ""))) return "call this machine localhost";
    List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
    boolean ours = origins.isEmpty() || origins.size() == 1 && origins.getFirst().equals("http://" + host);
    if (!ours) return "another web page asks";
    String site = headers.get("Sec-Fetch-Site", "none");
    if (!site.equals("none") && !site.equals("same-origin")) return "another web page asks";
    if (method.equals("GET")) return "";
    if (!method.equals("POST")) return "expected GET or POST";
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.equals("application/json") ? "" : "expected Content-Type: application/json";
  }

  private static boolean isForwarded(HttpHeaders headers) {
    return FORWARDED.stream().anyMatch(headers::contains)
        || headers.names().stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(FORWARDED_PREFIX));
  }

  private static boolean isHere(String address) {
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private Answer made(Request request) {
    Answer answer;
    try {
      answer = page.answer(request);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the developers' page failed at " + request.rawPath(), e);
      answer = Answer.text(500, "500: the page could not be made; the server's log says why\n");
    }
    return answer.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff")
        .with("Content-Security-Policy", POLICY).with("Referrer-Policy", "no-referrer")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }
}

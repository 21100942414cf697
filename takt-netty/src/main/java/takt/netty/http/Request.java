package takt.netty.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.netty.address.ClientAddress;

/// What a client asks for, whole and within bounds; every value is a claim.
///
/// Immutable; any thread.
///
/// @param method as written: `GET`
/// @param rawPath as written, without the query: begins with a slash, still encoded
/// @param query the first value of each name, decoded
/// @param body never written again
/// @param client who asks, as far as trusted proxies say
/// @param secure whether the client speaks TLS, to us or to a trusted proxy
/// @param authority what the client calls us: a host, and a port if it is not the scheme's own
@SuppressWarnings("ArrayRecordComponent") public record Request(String method, String rawPath,
    Map<String, String> query, HttpHeaders headers, byte[] body,
    ClientAddress client, boolean secure, String authority) {
  /// The one value of a header, null if there is none or more than one.
  public @Nullable String header(CharSequence name) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.getFirst() : null;
  }

  public boolean has(CharSequence name) {
    return headers.contains(name);
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  /// Whether it only reads.
  public boolean isRead() {
    return method.equals("GET") || isHead();
  }
}

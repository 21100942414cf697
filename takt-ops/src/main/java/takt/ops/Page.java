package takt.ops;

/// What a page says, for whoever speaks HTTP.
///
/// Immutable; any thread.
///
/// @param status of HTTP: 200, or 503 for a no
/// @param type the media type, with its character set, which is UTF-8
public record Page(int status, String type, String text) {
  static Page plain(int status, String text) {
    return new Page(status, "text/plain; charset=utf-8", text);
  }
}

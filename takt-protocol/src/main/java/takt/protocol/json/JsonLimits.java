package takt.protocol.json;

/// What a JSON document may cost before it is refused.
///
/// Immutable; any thread. The document's length is the caller's to bound, by the frame it came in.
///
/// @param depthMax how deep objects and arrays may nest
/// @param textMax the longest text or name, in bytes as written
/// @param valuesMax how many values a document may hold: bounds what a small frame can make us allocate
public record JsonLimits(int depthMax, int textMax, int valuesMax) {
  /// From a client, before anybody trusts it: deep nesting and long texts have no use in any message of ours.
  public static final JsonLimits HOSTILE = new JsonLimits(16, 4096, 2048);
  /// From our own server or a file of our own: a full state may be large.
  public static final JsonLimits OWN = new JsonLimits(32, 1 << 20, 1 << 20);
}

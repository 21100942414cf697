package takt.protocol.layout;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;

/// What a room's clients must know to read it: its schema as a document, and that document's hash.
///
/// Immutable; any thread. The document is the `schema.json` of one room type; two builds with the same hash understand
/// each other's bytes.
///
/// @param document an object; `docs/PROTOCOL.md` lists its members
/// @param hash the first 64 bits of the SHA-256 of the document as [JsonWriter] writes it, in hex
public record Layout(Json document, String hash) {
  public static Layout of(Json document) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(new JsonWriter().value(document).toBytes());
      return new Layout(document, HexFormat.of().formatHex(sha, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}

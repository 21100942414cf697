package takt.client;

import java.util.Map;
import takt.protocol.json.Json;
import takt.schema.Player;
import takt.schema.PlayerId;

/// Someone in a room, as this client knows them.
///
/// Owned by the thread that updates the room. The same object from join to leave.
final class ClientPlayer implements Player {
  private final int number;
  private Map<String, Json> fields = Map.of();

  ClientPlayer(int number) {
    this.number = number;
  }

  /// Takes what is known now; answers whether that is news.
  boolean fields(Map<String, Json> fields) {
    boolean news = this.fields != fields;
    this.fields = fields;
    return news;
  }

  /// Only their number in this room is known of others.
  @Override public PlayerId id() {
    return new PlayerId("player:" + number);
  }

  @Override public String name() {
    return field("name").text("");
  }

  @Override public int number() {
    return number;
  }

  @Override public int seat() {
    return (int) field("seat").whole(-1);
  }

  @Override public int team() {
    return (int) field("team").whole(0);
  }

  @Override public boolean isBot() {
    return field("bot").flag(false);
  }

  @Override public boolean isConnected() {
    return field("connected").flag(false);
  }

  private Json field(String name) {
    return fields.getOrDefault(name, Json.Null.VALUE);
  }

  @Override public String toString() {
    return "player " + number + " '" + name() + "'";
  }
}

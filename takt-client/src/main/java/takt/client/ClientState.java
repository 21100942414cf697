package takt.client;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// A room's state at a tick, as this client was sent it.
///
/// Immutable; any thread. Values are JSON, by part, id and field; what did not change is shared with the state before.
///
/// @param tick the server's tick
/// @param room the room's own fields
/// @param players who is here, by number
/// @param entities the entities of each part, by id
public record ClientState(long tick, Map<String, Json> room, Map<Long, Map<String, Json>> players,
    Map<String, Map<Long, Map<String, Json>>> entities) {
  /// Entities and players of a state: a server that sends more is not ours.
  static final int ROWS_MAX = 100_000;
  /// Nothing is known yet.
  public static final ClientState EMPTY = new ClientState(0, Map.of(), Map.of(), Map.of());

  /// The entities of a part, by id.
  public Map<Long, Map<String, Json>> entities(String part) {
    return entities.getOrDefault(part, Map.of());
  }

  /// This state changed by a difference: see `docs/PROTOCOL.md`, *State*. Null if that makes more than [#ROWS_MAX].
  @Nullable ClientState apply(long tick, Json delta) {
    Map<String, Json> newRoom = merged(room, member(delta, "room"));
    Json gone = member(delta, "gone");
    Json changes = member(delta, "entities");
    Map<Long, Map<String, Json>> newPlayers = rows(players, member(delta, "players"), member(gone, "players"));
    Map<String, Map<Long, Map<String, Json>>> newEntities = new LinkedHashMap<>(entities);
    Set<String> parts = new LinkedHashSet<>(changes.members().keySet());
    parts.addAll(gone.members().keySet());
    parts.remove("players");
    for (String part : parts) newEntities.put(part, rows(entities(part), member(changes, part), member(gone, part)));
    int count = newPlayers.size();
    for (Map<Long, Map<String, Json>> rows : newEntities.values()) count += rows.size();
    return count > ROWS_MAX ? null : new ClientState(tick, newRoom, newPlayers, newEntities);
  }

  private static Map<Long, Map<String, Json>> rows(Map<Long, Map<String, Json>> old, Json changes, Json gone) {
    if (changes.members().isEmpty() && gone.items().isEmpty()) return old;
    Map<Long, Map<String, Json>> rows = new LinkedHashMap<>(old);
    for (Json id : gone.items()) rows.remove(id.whole(0));
    changes.members().forEach((id, fields) -> {
      Long key = number(id);
      if (key != null) rows.put(key, merged(rows.getOrDefault(key, Map.of()), fields));
    });
    return rows;
  }

  private static Map<String, Json> merged(Map<String, Json> old, Json changes) {
    if (changes.members().isEmpty()) return old;
    Map<String, Json> merged = new LinkedHashMap<>(old);
    merged.putAll(changes.members());
    return merged;
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static Json member(Json json, String name) {
    Json member = json.get(name);
    return member == null ? Json.Null.VALUE : member;
  }
}

package takt.client;

import takt.protocol.json.Json;

/// A room that a list shows.
///
/// Immutable; any thread.
///
/// @param type the room's name on the server
/// @param players who sits in it, bots too
/// @param seats how many there are
/// @param free those that a person could have
/// @param listed the room's listed fields
public record Listing(String id, String type, int players, int seats, int free, boolean locked, Json listed) {
  static Listing of(Json json) {
    return new Listing(text(json, "id"), text(json, "room"), count(json, "players"), count(json, "seats"),
        count(json, "free"), member(json, "locked").flag(false), member(json, "listed"));
  }

  private static Json member(Json json, String name) {
    Json member = json.get(name);
    return member == null ? Json.Null.VALUE : member;
  }

  private static String text(Json json, String name) {
    return member(json, name).text("");
  }

  private static int count(Json json, String name) {
    return Math.clamp(member(json, name).whole(0), 0, Integer.MAX_VALUE);
  }
}

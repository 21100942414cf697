package takt.client;

import java.util.List;
import java.util.Map;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;

/// Which room to join.
///
/// Immutable; any thread.
///
/// @param type the room's name on the server; empty where an id, a code or a reservation says it
/// @param create a new room even if an open one fits
/// @param unlisted the new room is found by its code only
/// @param where listed fields that an open room must have
/// @param options option fields of a new room
public record JoinRequest(String type, String roomId, String code, String reservation, boolean create,
    boolean unlisted, boolean spectate, Map<String, Json> where, Map<String, Json> options, int sendRateHz) {
  /// Any open room of that name, else a new one.
  public static JoinRequest any(String type) {
    return new JoinRequest(type, "", "", "", false, false, false, Map.of(), Map.of(), 0);
  }

  /// A new room.
  public static JoinRequest create(String type) {
    return new JoinRequest(type, "", "", "", true, false, false, Map.of(), Map.of(), 0);
  }

  /// The room of that id.
  public static JoinRequest id(String roomId) {
    return new JoinRequest("", roomId, "", "", false, false, false, Map.of(), Map.of(), 0);
  }

  /// The room whose code friends were told.
  public static JoinRequest code(String code) {
    return new JoinRequest("", "", code, "", false, false, false, Map.of(), Map.of(), 0);
  }

  /// The seat that was promised.
  public static JoinRequest reservation(String token) {
    return new JoinRequest("", "", "", token, false, false, false, Map.of(), Map.of(), 0);
  }

  public JoinRequest asSpectator() {
    return new JoinRequest(type, roomId, code, reservation, create, unlisted, true, where, options, sendRateHz);
  }

  public JoinRequest hidden() {
    return new JoinRequest(type, roomId, code, reservation, create, true, spectate, where, options, sendRateHz);
  }

  public JoinRequest where(Map<String, Json> where) {
    return new JoinRequest(type, roomId, code, reservation, create, unlisted, spectate, where, options, sendRateHz);
  }

  public JoinRequest options(Map<String, Json> options) {
    return new JoinRequest(type, roomId, code, reservation, create, unlisted, spectate, where, options, sendRateHz);
  }

  public JoinRequest sendRateHz(int hz) {
    return new JoinRequest(type, roomId, code, reservation, create, unlisted, spectate, where, options, hz);
  }

  UpFrame.Join frame(long request, List<String> layouts) {
    return new UpFrame.Join(request, type, roomId, code, reservation, create, unlisted, spectate, new Json.Obj(where),
        new Json.Obj(options), layouts, sendRateHz);
  }
}

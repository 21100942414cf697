package takt.server;

import java.time.Duration;

/// A part of a room: an [Alarm] for each key.
///
/// Owned by the room's thread. Keys are players, entities, enums or records, told apart by `equals`. The alarm of a
/// player who left or an entity that was removed does not run.
///
/// @param <K> the key
public interface Alarms<K> {
  /// As [Alarm#start], for that key. False, and counted, if there are [RoomConfig#alarmsMax] already.
  boolean start(K key, Duration after);

  /// As [Alarm#every], for that key. False, and counted, if there are [RoomConfig#alarmsMax] already.
  boolean every(K key, Duration period);

  void stop(K key);

  void stopAll();

  boolean isRunning(K key);

  Duration left(K key);
}

package takt.server.host;

import org.jspecify.annotations.Nullable;

/// Somebody with threads that a server cannot do without.
///
/// Asked on any thread; it answers at once.
@FunctionalInterface public interface Watched {
  /// What has not come round lately, in words; null for nothing.
  @Nullable String stuck();
}

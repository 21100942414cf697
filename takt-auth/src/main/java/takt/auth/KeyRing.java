package takt.auth;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys, by name.
///
/// Immutable; any thread. A key alone takes tokens that name none; one without a name takes tokens whatever they name,
/// for then the signature alone decides.
final class KeyRing {
  static final KeyRing EMPTY = new KeyRing(List.of());

  private final Map<String, TokenKey> named = new LinkedHashMap<>();
  private final @Nullable TokenKey alone;

  /// @throws IllegalArgumentException for two keys of one name, or one without a name among several
  KeyRing(Collection<TokenKey> keys) {
    alone = keys.size() == 1 ? keys.iterator().next() : null;
    for (TokenKey key : keys) {
      String kid = key.kid();
      if (kid == null && alone == null) {
        throw new IllegalArgumentException("a key without a kid among " + keys.size() + ", expected one for each");
      }
      if (kid != null && named.put(kid, key) != null) {
        throw new IllegalArgumentException("kid=" + kid + " for two keys, expected a name of its own for each");
      }
    }
  }

  /// The key for a token that names this one, null for none.
  @Nullable TokenKey find(@Nullable String kid) {
    if (kid == null) return alone;
    TokenKey key = named.get(kid);
    return key == null && alone != null && alone.kid() == null ? alone : key;
  }

  boolean isEmpty() {
    return alone == null && named.isEmpty();
  }

  int size() {
    return alone == null ? named.size() : 1;
  }

  /// The keys' names, for logs.
  Set<String> names() {
    return named.keySet();
  }
}

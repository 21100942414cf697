package takt.server;

/// What somebody shows to say who they are. A claim until an [Authenticator] has seen it.
///
/// Immutable; any thread. Its text form hides the token.
///
/// @param token at most 3 KiB; empty for none
/// @param name what they would like to be called
/// @param address where they come from, as far as trusted proxies say
public record Credentials(String token, String name, String address) {
  @Override public String toString() {
    return "Credentials[token=" + (token.isEmpty() ? "none" : "…") + ", address=" + address + "]";
  }
}

package takt.server;

/// Says who somebody is, from what they show.
///
/// Called on a virtual thread, many at a time: it may block. Needed outside development.
@FunctionalInterface public interface Authenticator {
  /// Who shows these credentials.
  ///
  /// @throws takt.schema.Refusal for credentials that are not good; the reason reaches the client
  /// @throws Exception for anything else: the client is told that the server failed
  Identity authenticate(Credentials credentials) throws Exception;
}

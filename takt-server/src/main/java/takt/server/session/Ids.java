package takt.server.session;

/// Where names nobody can guess come from.
///
/// Called on the front desk's thread. A host draws from a secure source, a test from its seed.
@FunctionalInterface public interface Ids {
  /// A text of letters and digits with at least that many random bits.
  String next(int bits);
}

package takt.protocol.frame;

/// What a client can do beyond the least; the server answers with what both can.
///
/// Constants; any thread. Unknown bits are ignored, so a newer client may talk to an older server.
public final class Capability {
  /// Decodes snapshots that build on one it has acknowledged. Without it every snapshot is whole.
  public static final long DELTA = 1;
  /// Wants the layout's document at a join, unless it names the hash.
  public static final long SCHEMA = 2;
  /// Takes frames that may be lost, such as [DownFrame.Flash].
  public static final long LOSSY = 4;
  /// Takes snapshots as datagrams: they may overtake each other and get lost. No transport of version 1 offers them
  /// yet.
  public static final long DATAGRAMS = 8;

  /// Everything this build can do on a link that only keeps order.
  public static final long ALL = DELTA | SCHEMA | LOSSY;

  private Capability() {}

  /// Everything this build can do on a link whose datagrams are at most so large, 0 for none.
  public static long on(int datagramMax) {
    return datagramMax > 0 ? ALL | DATAGRAMS : ALL;
  }
}

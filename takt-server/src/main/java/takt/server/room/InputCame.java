package takt.server.room;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.layout.PackedInputs;

/// A player's intent for one tick, and what their client has: one comes for each player and tick, so it is used again.
///
/// Owned by whoever fills it, the connection's thread, until an [Inbox] takes it; then by the room's thread, which
/// gives it back by [#done()]. Nobody else may keep it: a log keeps [#kept()]. What its client has, and when it
/// came, concern only what is sent and the metrics; a replay looks at neither.
public final class InputCame implements RoomMessage.RoomCommand {
  private static final byte[] NOTHING = new byte[0];
  /// The largest buffer that is kept: one who sends long inputs shall not hold more than what waits of them.
  private static final int KEPT_MAX = 256;

  private final long member;
  private long seq;
  private long arrivedNs;
  private long epoch;
  private long seen;
  private long heard;
  private byte[] packed = NOTHING;
  private int packedLength;
  private @Nullable Json tree;
  private volatile boolean out;

  /// What one player sends, each to be filled again when the room is done with it.
  ///
  /// Owned by the thread that offers for that player.
  public static final class Spares {
    /// On their way at once: one waits for each tick, and a bunch comes after a delay. What is more is made anew.
    private static final int MOST = 4;

    private final long member;
    private final @Nullable InputCame[] spares = new InputCame[MOST];

    public Spares(long member) {
      this.member = member;
    }

    /// One to fill.
    public InputCame next() {
      for (int i = 0; i < MOST; i++) {
        InputCame spare = spares[i];
        if (spare == null) spares[i] = spare = new InputCame(member);
        if (!spare.out) return spare;
      }
      return new InputCame(member);
    }
  }

  public InputCame(long member) {
    this.member = member;
  }

  // ---- the connection's thread

  /// @param arrivedNs when it came in, 0 for nobody knows
  public InputCame numbered(long seq, long arrivedNs) {
    this.seq = seq;
    this.arrivedNs = arrivedNs;
    return this;
  }

  /// What its client has, as [takt.protocol.frame.Ack] tells it.
  public InputCame acking(long epoch, long seen, long heard) {
    this.epoch = epoch;
    this.seen = seen;
    this.heard = heard;
    return this;
  }

  /// Its values as [PackedInputs] has them; copied.
  public InputCame packed(byte[] bytes, int offset, int length) {
    if (packed.length < length) packed = new byte[length];
    System.arraycopy(bytes, offset, packed, 0, length);
    packedLength = length;
    return this;
  }

  public InputCame values(Payload values) {
    return switch (values) {
      case Payload.Packed(byte[] bytes) -> packed(bytes, 0, bytes.length);
      case Payload.Tree(Json json) -> {
        tree = json;
        yield this;
      }
    };
  }

  /// Puts it into an inbox: it is the room's from then on. False if that has no place for it.
  public boolean offerTo(Inbox inbox, Inbox.Share share) {
    out = true;
    if (inbox.offerPlay(this, share)) return true;
    done();
    return false;
  }

  // ---- the room's thread

  long member() {
    return member;
  }

  long seq() {
    return seq;
  }

  long arrivedNs() {
    return arrivedNs;
  }

  long epoch() {
    return epoch;
  }

  long seen() {
    return seen;
  }

  long heard() {
    return heard;
  }

  /// The values as a tree, null if they are packed.
  @Nullable Json tree() {
    return tree;
  }

  byte[] packed() {
    return packed;
  }

  int packedLength() {
    return packedLength;
  }

  @Override public InputCame kept() {
    InputCame copy = new InputCame(member).numbered(seq, arrivedNs).acking(epoch, seen, heard);
    copy.packed = Arrays.copyOf(packed, packedLength);
    copy.packedLength = packedLength;
    copy.tree = tree;
    return copy;
  }

  /// Gives it back.
  void done() {
    tree = null;
    if (packed.length > KEPT_MAX) packed = NOTHING;
    out = false;
  }
}

package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.server.metrics.Counter;
import takt.server.session.Lane;

/// A room's way to one I/O thread: parcels that go there and come back empty.
///
/// Owned by the room's thread. A lane that is slow keeps parcels, and the room takes another one, up to [#PARCELS_MAX];
/// then no snapshots are made for its connections until it gives one back ([#isBehind()]), and the letters, which must
/// go, go in parcels that are counted and not used again.
final class LaneOutbox {
  /// Parcels on their way: at 20 Hz a lane that has not come round for 400 ms, at 128 Hz for 60.
  static final int PARCELS_MAX = 8;

  private final Lane lane;
  private final Counter extra;
  private final @Nullable Parcel[] parcels = new Parcel[PARCELS_MAX];
  private @Nullable Parcel open;

  LaneOutbox(Lane lane, Counter extra) {
    this.lane = lane;
    this.extra = extra;
  }

  boolean isTo(Lane lane) {
    return this.lane == lane;
  }

  /// The parcel to write the next frame into.
  Parcel parcel() {
    Parcel parcel = open;
    if (parcel != null && parcel.isFull()) {
      flush();
      parcel = null;
    }
    if (parcel == null) open = parcel = take();
    return parcel;
  }

  private Parcel take() {
    for (int i = 0; i < parcels.length; i++) {
      Parcel parcel = parcels[i];
      if (parcel != null && parcel.isPosted()) continue;
      if (parcel == null) parcel = new Parcel();
      parcels[i] = parcel;
      return parcel;
    }
    extra.add(1);
    return new Parcel();
  }

  /// Whether the lane has all parcels there are.
  boolean isBehind() {
    for (int i = 0; i < parcels.length; i++) {
      Parcel parcel = parcels[i];
      if (parcel == null || !parcel.isPosted()) return false;
    }
    return true;
  }

  /// Hands over what was written, if anything was.
  void flush() {
    Parcel parcel = open;
    if (parcel == null || parcel.isEmpty()) return;
    open = null;
    parcel.posted();
    lane.post(parcel);
  }
}

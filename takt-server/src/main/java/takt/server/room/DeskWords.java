package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.server.CloseReason;
import takt.server.LeaveReason;

/// What a room says to the front desk in a tick, kept until the frames of that tick were handed over.
///
/// Owned by the room's thread. So a client that leaves has got the room's last words before the desk tells it that it
/// left and gives its number to another room.
final class DeskWords implements RoomDesk {
  private final RoomDesk desk;
  private final List<Consumer<RoomDesk>> said = new ArrayList<>();

  DeskWords(RoomDesk desk) {
    this.desk = desk;
  }

  /// Passes them on, in order.
  void flush() {
    if (said.isEmpty()) return;
    for (Consumer<RoomDesk> word : said) word.accept(desk);
    said.clear();
  }

  @Override public void reserved(long member, long forMs) {
    said.add(d -> d.reserved(member, forMs));
  }

  @Override public void entered(long member) {
    said.add(d -> d.entered(member));
  }

  @Override public void refused(long member, ErrorCode code, String text) {
    said.add(d -> d.refused(member, code, text));
  }

  @Override public void left(long member, LeaveReason why, String text) {
    said.add(d -> d.left(member, why, text));
  }

  @Override public void listing(int players, int free, int seatsMax, int freeSpectators, boolean locked, Json listed) {
    said.add(d -> d.listing(players, free, seatsMax, freeSpectators, locked, listed));
  }

  @Override public void closed(CloseReason why) {
    said.add(d -> d.closed(why));
  }
}

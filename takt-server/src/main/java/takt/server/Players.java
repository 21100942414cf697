package takt.server;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Player;

/// Some players of a room, in the order they came.
///
/// Immutable: it stays as it was when it was asked for. Room's thread.
public final class Players implements Iterable<Player> {
  private final List<? extends Player> list;

  private Players(List<? extends Player> list) {
    this.list = list;
  }

  public static Players of(List<? extends Player> players) {
    return new Players(List.copyOf(players));
  }

  public int size() {
    return list.size();
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public boolean contains(Player p) {
    return list.contains(p);
  }

  /// The `i`-th, from 0.
  public Player get(int i) {
    return list.get(i);
  }

  /// The one who came first, null if there is none.
  public @Nullable Player first() {
    return list.isEmpty() ? null : list.getFirst();
  }

  @Override
  @SuppressWarnings("unchecked") public Iterator<Player> iterator() {
    return ((List<Player>) list).iterator();
  }

  @Override public String toString() {
    return list.toString();
  }
}

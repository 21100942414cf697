package takt.server.room;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.RoomCode;
import takt.server.Entities;

/// The part [Entities]: a dense list in the order of birth, with gaps where something was removed in this tick.
///
/// Owned by the room's thread. Gaps are closed between ticks, so that a loop may remove what it likes. Rows of what was
/// removed, and what loops walk by, are used again from the next tick on: coming and going, and looking, make no
/// garbage.
///
/// @param <E> the class
public final class EntityTable<E extends Entity> extends Entity.Control implements Entities<E>, Part {
  private final RoomBody body;
  private @Nullable ClassCode<E> code;
  private String name = "";
  private int x = -1;
  private int y = -1;
  private final List<@Nullable Row<E>> rows = new ArrayList<>();
  /// Rows that nothing stands in: free ones, then those that were left in this tick.
  private final List<Row<E>> spareRows = new ArrayList<>();
  private int freeRows;
  /// What [#near] found in this tick, one answer behind the other.
  private final List<@Nullable Row<E>> found = new ArrayList<>();
  private final TickSpares<Walk> walks = new TickSpares<>(Walk::new);
  private final TickSpares<Near> nears = new TickSpares<>(Near::new);
  private int count;
  private boolean gaps;

  EntityTable(RoomBody body) {
    this.body = body;
  }

  /// One entity and what the room knows of it beside its fields.
  ///
  /// @param <E> the class
  public static final class Row<E extends Entity> {
    private E entity;
    private long jumpTick;
    private boolean shownToAll;
    private @Nullable Set<Player> shown;
    private long @Nullable [] shownNumbers;

    private Row(E entity) {
      this.entity = entity;
    }

    private Row<E> of(E another) {
      entity = another;
      jumpTick = 0;
      shownToAll = false;
      shown = null;
      shownNumbers = null;
      return this;
    }

    public E entity() {
      return entity;
    }

    /// When it last jumped, 0 for never.
    public long jumpTick() {
      return jumpTick;
    }

    /// Whether everyone is shown it.
    public boolean isShownToAll() {
      return shownToAll;
    }

    /// Who is shown it, beside its owner; in the order they were.
    public Set<Player> shown() {
      return shown == null ? Set.of() : shown;
    }

    /// Their numbers, never written again.
    public long[] shownNumbers() {
      long[] numbers = shownNumbers;
      if (numbers == null) shownNumbers = numbers = shown().stream().mapToLong(Player::number).toArray();
      return numbers;
    }

    /// Who is shown it, to be changed.
    private Set<Player> showing() {
      shownNumbers = null;
      Set<Player> some = shown;
      if (some == null) shown = some = new LinkedHashSet<>();
      return some;
    }
  }

  @Override
  @SuppressWarnings("unchecked") public void bind(RoomCode.Part part) {
    name = part.name();
    ClassCode<E> bound = (ClassCode<E>) Companions.code(Objects.requireNonNull(part.of()));
    code = bound;
    x = bound.indexOf("x");
    y = bound.indexOf("y");
  }

  public String name() {
    return name;
  }

  public ClassCode<E> code() {
    if (code == null) throw new IllegalStateException("entities() outside a final field of a room");
    return code;
  }

  /// The rows, null where one was removed in this tick.
  public List<@Nullable Row<E>> rows() {
    return rows;
  }

  // ---- in and out

  @Override public <T extends E> T add(T e) {
    return put(e, null);
  }

  @Override public <T extends E> T add(Player owner, T e) {
    return put(e, body.people().here(owner));
  }

  private <T extends E> T put(T e, @Nullable Occupant owner) {
    if (e.isPresent()) throw new IllegalStateException(e.getClass().getSimpleName() + " " + e.id() + " is in the room");
    if (e.getClass() != code().type()) {
      throw new IllegalStateException("entity of " + e.getClass().getName() + ", expected exactly "
          + code().type().getName() + ": give subclasses a part of their own");
    }
    int most = body.config().entitiesMax();
    if (body.slots().count() >= most) {
      throw new IllegalStateException("entities=" + most + " is the room's limit; raise it by c.entitiesMax(n)");
    }
    body.slots().add(e, this, rows.size());
    own(e, owner);
    rows.add(freeRows > 0 ? spare().of(e) : new Row<>(e));
    count++;
    return e;
  }

  /// A free row; the last of those left in this tick takes its place.
  private Row<E> spare() {
    Row<E> free = spareRows.get(--freeRows);
    Row<E> last = spareRows.removeLast();
    if (last != free) spareRows.set(freeRows, last);
    return free;
  }

  @Override public boolean remove(E e) {
    if (!body.slots().isIn(this, e)) return false;
    Row<E> left = rows.set(body.slots().row(e), null);
    if (left != null) spareRows.add(left);
    gaps = true;
    count--;
    own(e, null);
    body.slots().remove(e);
    return true;
  }

  private void own(Entity e, @Nullable Occupant owner) {
    if (e.owner() instanceof Occupant before) before.owned().remove(e);
    owner(e, owner);
    if (owner != null) owner.owned().add(e);
  }

  @Override public void give(E e, @Nullable Player owner) {
    row(e);
    own(e, owner == null ? null : body.people().here(owner));
  }

  /// Whatever they own here leaves; whatever they were shown is forgotten.
  @Override public void forget(Occupant who) {
    for (Entity e : List.copyOf(who.owned())) {
      E mine = mine(e);
      if (mine != null) remove(mine);
    }
    for (Row<E> row : rows) {
      if (row != null && row.shown().contains(who)) row.showing().remove(who);
    }
  }

  /// Closes the gaps, and takes back what was lent for the tick.
  @Override public void settle() {
    walks.free();
    nears.free();
    found.clear();
    freeRows = spareRows.size();
    if (!gaps) return;
    int kept = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row<E> row = rows.get(i);
      if (row == null) continue;
      rows.set(kept, row);
      body.slots().row(row.entity, kept++);
    }
    while (rows.size() > kept) rows.removeLast();
    gaps = false;
  }

  // ---- looking

  @Override public @Nullable E of(Player owner) {
    if (!(owner instanceof Occupant who)) return null;
    E first = firstOf(who);
    if (first != null) return first;
    // A mirror of this room, and the room after a restore, have players of their own: the same are those of a number.
    Occupant same = body.people().number(who.number());
    return same == null || same == who ? null : firstOf(same);
  }

  private @Nullable E firstOf(Occupant who) {
    List<Entity> owned = who.owned();
    for (int i = 0; i < owned.size(); i++) {
      E mine = mine(owned.get(i));
      if (mine != null) return mine;
    }
    return null;
  }

  @Override public @Nullable E get(long id) {
    Entity e = body.slots().get(id);
    return e == null ? null : mine(e);
  }

  /// The entity, if it stands in this table.
  @SuppressWarnings("unchecked") private @Nullable E mine(Entity e) {
    return body.slots().isIn(this, e) ? (E) e : null;
  }

  @Override public int size() {
    return count;
  }

  @Override public boolean isEmpty() {
    return count == 0;
  }

  @Override public Iterator<E> iterator() {
    return walks.take().over(rows, 0, rows.size());
  }

  @Override public Iterable<E> near(double x, double y, double radius) {
    int begin = found.size();
    for (int i = 0; i < rows.size(); i++) {
      Row<E> row = rows.get(i);
      if (row != null && distanceSquared(row.entity, x, y) <= radius * radius) found.add(row);
    }
    return nears.take().of(begin, found.size());
  }

  @Override public @Nullable E nearest(double x, double y, Predicate<? super E> which) {
    E nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0, end = rows.size(); i < end; i++) {
      Row<E> row = rows.get(i);
      if (row == null) continue;
      double distance = distanceSquared(row.entity, x, y);
      if (distance < least && which.test(row.entity)) {
        least = distance;
        nearest = row.entity;
      }
    }
    return nearest;
  }

  /// Whether its entities have a place.
  boolean isPlaced() {
    return x >= 0 && y >= 0;
  }

  /// Where an entity of this table is.
  @SuppressWarnings("unchecked") double x(Entity e) {
    return code().real((E) e, x);
  }

  @SuppressWarnings("unchecked") double y(Entity e) {
    return code().real((E) e, y);
  }

  private double distanceSquared(E e, double atX, double atY) {
    positioned();
    double dx = code().real(e, x) - atX;
    double dy = code().real(e, y) - atY;
    return dx * dx + dy * dy;
  }

  private void positioned() {
    if (x < 0 || y < 0) {
      throw new IllegalStateException(code().type().getSimpleName() + " has no place, expected @Position double x, y");
    }
  }

  // ---- telling

  @Override public void teleport(E e, double x, double y) {
    positioned();
    row(e).jumpTick = body.tick();
    code().real(e, this.x, x);
    code().real(e, this.y, y);
  }

  @Override public void show(E e, Player p) {
    row(e).showing().add(body.people().here(p));
  }

  @Override public void showAll(E e) {
    row(e).shownToAll = true;
  }

  @Override public void hide(E e, Player p) {
    Row<E> row = row(e);
    if (row.shown().contains(p)) row.showing().remove(p);
  }

  @Override public void hideAll(E e) {
    Row<E> row = row(e);
    row.shownToAll = false;
    row.showing().clear();
  }

  private Row<E> row(E e) {
    Row<E> row = body.slots().isIn(this, e) ? rows.get(body.slots().row(e)) : null;
    if (row == null) throw new IllegalStateException(e.getClass().getSimpleName() + " is not in the room (any more)");
    return row;
  }

  // ---- saving

  /// Puts a saved entity back, last.
  public Row<E> restore(E e, @Nullable Occupant owner, long jumpTick, boolean shownToAll, Set<Player> shown) {
    Row<E> row = new Row<>(e);
    row.jumpTick = jumpTick;
    row.shownToAll = shownToAll;
    if (!shown.isEmpty()) row.showing().addAll(shown);
    rows.add(row);
    count++;
    owner(e, owner);
    return row;
  }

  /// What [#near] found, until the end of the tick.
  private final class Near implements Iterable<E> {
    private int begin;
    private int end;

    private Near of(int begin, int end) {
      this.begin = begin;
      this.end = end;
      return this;
    }

    @Override public Iterator<E> iterator() {
      return walks.take().over(found, begin, end);
    }
  }

  /// From the first to the last that was there when it began, past the gaps; until the end of the tick.
  private final class Walk implements Iterator<E> {
    private List<@Nullable Row<E>> over = rows;
    private int at;
    private int end;

    private Walk over(List<@Nullable Row<E>> over, int begin, int end) {
      this.over = over;
      this.at = begin;
      this.end = end;
      return this;
    }

    @Override public boolean hasNext() {
      while (at < end && over.get(at) == null) at++;
      return at < end;
    }

    @Override public E next() {
      if (!hasNext()) throw new NoSuchElementException();
      return Objects.requireNonNull(over.get(at++)).entity;
    }
  }
}

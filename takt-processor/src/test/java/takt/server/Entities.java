package takt.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Player;

public final class Entities<E extends Entity> implements Iterable<E> {
  private final List<E> all = new ArrayList<>();

  public E add(E entity) {
    all.add(entity);
    return entity;
  }

  public E add(Player owner, E entity) {
    return add(entity);
  }

  public void remove(E entity) {
    all.remove(entity);
  }

  public @Nullable E of(Player player) {
    return null;
  }

  public @Nullable E nearest(double x, double y, double radius, Predicate<E> which) {
    return null;
  }

  public void show(E entity, Player to) {}

  @Override public Iterator<E> iterator() {
    return all.iterator();
  }
}

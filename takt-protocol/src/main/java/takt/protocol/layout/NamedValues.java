package takt.protocol.layout;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// The members of an object whose possible names are known beforehand: values beside names that many objects share.
///
/// Immutable; any thread. What a packed frame is read into: a hash table for each record would cost fifty times the
/// bits it came from. Members are in the order of the names; one without a value here is not there.
public final class NamedValues extends AbstractMap<String, Json> {
  private final Names names;
  /// By place; null for what is not there. Never written again.
  private final @Nullable Json[] values;
  private final int size;

  /// Names in order; of one that is there twice the last place counts.
  ///
  /// Immutable; any thread.
  public static final class Names {
    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final NamedValues none;

    public Names(List<String> names) {
      this.names = List.copyOf(names);
      for (int i = 0; i < names.size(); i++) places.put(names.get(i), i);
      none = new NamedValues(this, new Json[names.size()]);
    }

    public int size() {
      return names.size();
    }

    /// No member at all.
    public NamedValues none() {
      return none;
    }
  }

  private NamedValues(Names names, @Nullable Json[] values) {
    this.names = names;
    this.values = values;
    int there = 0;
    for (Json value : values) {
      if (value != null) there++;
    }
    size = there;
  }

  /// @param values by place, null for what is not there; they are this object's from now on
  public static NamedValues of(Names names, @Nullable Json[] values) {
    return new NamedValues(names, values);
  }

  /// A copy of the values by place, with null for what is not there: the caller's to change.
  public @Nullable Json[] toArray() {
    return values.clone();
  }

  /// The value at a place, null if it is not there.
  public @Nullable Json at(int place) {
    return values[place];
  }

  @Override public @Nullable Json get(@Nullable Object name) {
    Integer place = names.places.get(name);
    return place == null ? null : values[place];
  }

  @Override public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override public int size() {
    return size;
  }

  @Override public Set<Entry<String, Json>> entrySet() {
    return new AbstractSet<>() {
      @Override public Iterator<Entry<String, Json>> iterator() {
        return new Entries();
      }

      @Override public int size() {
        return size;
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, Json>> {
    private int next;
    private int left = size;

    @Override public boolean hasNext() {
      return left > 0;
    }

    @Override public Entry<String, Json> next() {
      if (left-- <= 0) throw new NoSuchElementException();
      while (values[next] == null) next++;
      return new SimpleImmutableEntry<>(names.names.get(next), Objects.requireNonNull(values[next++]));
    }
  }
}

package takt.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;

/// The entities of one class that this client knows of, as objects of the game's own class, in whichever parts they
/// are.
///
/// Owned by the thread that updates the room. Fields that are sent hold what was sent last, the others what the
/// constructor left. The same object as long as the entity is known.
///
/// @param <E> the class
public final class ClientEntities<E extends Entity> extends Entity.Control implements Iterable<E> {
  private final ClassCode<E> code;
  private final List<String> parts;
  private final Refs refs;
  private final JsonValues values = new JsonValues();
  private final Map<Long, Held<E>> byId = new LinkedHashMap<>();
  private final List<Watcher<? super E>> watchers = new ArrayList<>();
  private final List<E> added = new ArrayList<>();
  private final List<E> changed = new ArrayList<>();
  private final List<E> removed = new ArrayList<>();

  /// An entity, and the row that it was filled from.
  private static final class Held<E> {
    private final E entity;
    private @Nullable Map<String, Json> row;

    private Held(E entity) {
      this.entity = entity;
    }
  }

  /// @param parts the parts of the room that have them
  ClientEntities(Class<E> type, List<String> parts, Refs refs) {
    code = Companions.code(type);
    this.parts = parts;
    this.refs = refs;
  }

  /// The entity of that id, null if it is not known.
  public @Nullable E get(long id) {
    Held<E> held = byId.get(id);
    return held == null ? null : held.entity;
  }

  /// The first of a player's entities, null for none.
  public @Nullable E of(@Nullable Player owner) {
    for (Held<E> held : byId.values()) {
      if (owner != null && held.entity.owner() == owner) return held.entity;
    }
    return null;
  }

  public int size() {
    return byId.size();
  }

  /// Over those known when it began.
  @Override public Iterator<E> iterator() {
    return byId.values().stream().map(held -> held.entity).toList().iterator();
  }

  /// Hears what becomes of them from now on; those known already are told first.
  void watch(Watcher<? super E> watcher) {
    for (E entity : this) watcher.add(entity);
    watchers.add(watcher);
  }

  /// Makes those known anew and takes away those known no more: so that references find all. Answers whether there were
  /// any.
  boolean meet(Map<Long, Map<String, Json>> rows) {
    int goneBefore = removed.size();
    byId.entrySet().removeIf(known -> {
      if (rows.containsKey(known.getKey())) return false;
      removed.add(known.getValue().entity);
      return true;
    });
    boolean came = false;
    for (Long id : rows.keySet()) {
      if (byId.containsKey(id)) continue;
      Held<E> held = new Held<>(code.make());
      id(held.entity, id);
      byId.put(id, held);
      came = true;
    }
    return came || removed.size() > goneBefore;
  }

  /// Writes what is known into the objects: into those whose rows are others than before.
  ///
  /// @param all into all: what they refer to may have come or gone
  void fill(Map<Long, Map<String, Json>> rows, boolean all) {
    rows.forEach((id, row) -> {
      Held<E> held = byId.get(id);
      if (held == null || held.row == row && !all) return;
      if (held.row == null) added.add(held.entity);
      else if (held.row != row) changed.add(held.entity);
      held.row = row;
      fill(held.entity, row);
    });
  }

  private void fill(E entity, Map<String, Json> row) {
    owner(entity, refs.player(row.getOrDefault("owner", Json.Null.VALUE).whole(0)));
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode.Sent sent = code.fields().get(i).sent();
      Json value = sent == null ? null : row.get(code.fields().get(i).name());
      if (sent != null && value != null) set(entity, i, sent.as(), Versions.fit(sent.as(), value));
    }
  }

  /// Tells the watchers what has become of them.
  void tell() {
    for (Watcher<? super E> watcher : List.copyOf(watchers)) {
      removed.forEach(watcher::remove);
      added.forEach(watcher::add);
      changed.forEach(watcher::change);
    }
    removed.forEach(entity -> id(entity, 0));
    removed.clear();
    added.clear();
    changed.clear();
  }

  private void set(E entity, int i, ValueType as, Json json) {
    FieldCode field = code.fields().get(i);
    switch (field.storage()) {
      case WHOLE -> code.whole(entity, i, json instanceof Json.Bool(boolean flag) ? flag ? 1 : 0 : json.whole(0));
      case REAL -> code.real(entity, i, json.number(0));
      case VALUE -> setValue(entity, i, field, values.read(as, json, refs));
    }
  }

  @SuppressWarnings("unchecked") private void setValue(E entity, int i, FieldCode field, @Nullable Object value) {
    if (!field.fixed()) {
      code.value(entity, i, value);
    } else if (code.value(entity, i) instanceof Collection<?> all) {
      all.clear();
      if (value instanceof Collection<?> items) ((Collection<Object>) all).addAll(items);
    } else if (code.value(entity, i) instanceof Map<?, ?> map) {
      map.clear();
      if (value instanceof Map<?, ?> entries) ((Map<Object, Object>) map).putAll(entries);
    }
  }

  /// The class of these.
  ClassCode<E> code() {
    return code;
  }

  /// Their rows in a state, by id.
  Map<Long, Map<String, Json>> rows(ClientState state) {
    if (parts.size() == 1) return state.entities(parts.getFirst());
    Map<Long, Map<String, Json>> rows = new LinkedHashMap<>();
    for (String part : parts) rows.putAll(state.entities(part));
    return rows;
  }
}

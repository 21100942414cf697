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

/// The entities of one class that this client knows of, as objects of the game's own class.
///
/// Owned by the thread that updates the room. Fields that are sent hold what was sent last, the others what the
/// constructor left. The same object as long as the entity is known.
///
/// @param <E> the class
public final class ClientEntities<E extends Entity> extends Entity.Control implements Iterable<E> {
  private final ClassCode<E> code;
  private final Refs refs;
  private final JsonValues values = new JsonValues();
  private final Map<Long, E> byId = new LinkedHashMap<>();

  ClientEntities(Class<E> type, Refs refs) {
    code = Companions.code(type);
    this.refs = refs;
  }

  /// The entity of that id, null if it is not known.
  public @Nullable E get(long id) {
    return byId.get(id);
  }

  /// The first of a player's entities, null for none.
  public @Nullable E of(@Nullable Player owner) {
    for (E entity : byId.values()) {
      if (owner != null && entity.owner() == owner) return entity;
    }
    return null;
  }

  public int size() {
    return byId.size();
  }

  /// Over those known when it began.
  @Override public Iterator<E> iterator() {
    return List.copyOf(byId.values()).iterator();
  }

  /// Makes those known anew and takes away those known no more: so that references find all.
  void meet(Map<Long, Map<String, Json>> rows) {
    byId.entrySet().removeIf(known -> {
      if (rows.containsKey(known.getKey())) return false;
      id(known.getValue(), 0);
      return true;
    });
    rows.keySet().forEach(id -> byId.computeIfAbsent(id, _ -> {
      E entity = code.make();
      id(entity, id);
      return entity;
    }));
  }

  /// Writes what is known into the objects.
  void fill(Map<Long, Map<String, Json>> rows) {
    rows.forEach((id, fields) -> {
      E entity = byId.get(id);
      if (entity == null) return;
      owner(entity, refs.player(fields.getOrDefault("owner", Json.Null.VALUE).whole(0)));
      for (int i = 0; i < code.fields().size(); i++) {
        FieldCode.Sent sent = code.fields().get(i).sent();
        Json value = sent == null ? null : fields.get(code.fields().get(i).name());
        if (sent != null && value != null) set(entity, i, sent.as(), value);
      }
    });
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

  /// Those known now.
  List<E> all() {
    return new ArrayList<>(byId.values());
  }
}

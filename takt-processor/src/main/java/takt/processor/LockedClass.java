package takt.processor;

import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/// What a class says now, in the words of `schema.lock`.
///
/// Immutable.
///
/// @param kind as in a [SchemaLock.Block]
/// @param was what it was called before, empty if nothing else
record LockedClass(TypeElement type, String kind, String was, boolean fromClients, List<Entry> entries) {

  /// A field, part, command, event or constant.
  ///
  /// @param was what it was called before, empty if nothing else
  /// @param value what it holds, of classes that follow from it; null for none
  record Entry(Element at, String name, String was, @Nullable LockedType type, List<String> more,
      @Nullable Value value) {}

  String name() {
    return type.getQualifiedName().toString();
  }
}

package takt.processor;

import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;
import takt.schema.Audience;
import takt.schema.spi.FieldCode.Role;
import takt.schema.spi.RoomCode.PartKind;

/// A class as the companion is to know it: what `ClassReader` found right.
///
/// @param name how the wire and files call it
/// @param was what it was called before, empty if nothing else
/// @param made whether the companion makes objects of it
/// @param knownTo who may know that one exists
/// @param steeredBy the input its predicted step takes, null for none
/// @param migrates whether it has a `migrate(OldState)` that only its companion calls
/// @param room what it has as a room, null for others
record ClassModel(TypeElement type, Vocabulary.Word word, String name, String was, List<Field> fields, boolean made,
  Audience knownTo, @Nullable TypeElement steeredBy, boolean migrates, @Nullable Room room) {

  /// How the companion gets at a field.
  enum Reach {
    DIRECT,
    /// By a method of that name: a record's component.
    ACCESSOR,
    /// By a `VarHandle`: private, or of another package.
    HANDLE
  }

  /// @param element the field or component
  /// @param name as in Java; of a vector's number its own
  /// @param axis which number of a vector it is, `x`, `y` or `z`; empty for a field of its own
  /// @param type as declared
  /// @param owner the class that declares it
  record Field(Element element, String name, String axis, TypeMirror type, TypeElement owner, Reach reach, String was,
    Value value, boolean boxed, boolean nullable, boolean fixed, boolean listed, @Nullable Value sent, Audience to,
    Role role) {
    Field(Element element, TypeMirror type, TypeElement owner, Reach reach, String was, Value value, boolean boxed,
        boolean nullable, boolean fixed, boolean listed, @Nullable Value sent, Audience to, Role role) {
      this(element, element.getSimpleName().toString(), "", type, owner, reach, was, value, boxed, nullable, fixed,
          listed, sent, to, role);
    }
  }

  record Room(List<Part> parts, List<Handler> handlers, List<Told> events) {}

  record Part(Element element, TypeMirror type, TypeElement owner, Reach reach, PartKind kind, @Nullable TypeElement of,
    @Nullable Value takes, @Nullable Value gives, @Nullable Audience to) {
    String name() {
      return element.getSimpleName().toString();
    }
  }

  /// @param takes the type of its command parameter
  record Handler(ExecutableElement method, TypeElement takes, List<Taken> commands, boolean fromServers,
    @Nullable TypeElement answers) {
    boolean isVoid() {
      return method.getReturnType().getKind() == TypeKind.VOID;
    }
  }

  record Taken(TypeElement type, double perSecond) {}

  record Told(TypeElement type, boolean lossy) {}
}

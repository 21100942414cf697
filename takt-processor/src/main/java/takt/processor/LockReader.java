package takt.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;
import takt.processor.LockedClass.Entry;
import takt.processor.Vocabulary.Word;
import takt.schema.Was;
import takt.schema.spi.FieldCode.Role;
import takt.schema.spi.RoomCode.PartKind;

/// Reads of classes what `schema.lock` keeps: all that leaves the server and all that clients may send.
///
/// One per top-level class.
final class LockReader {
  private final ValueReader values;
  private final Sources sources;

  LockReader(ValueReader values, Sources sources) {
    this.values = values;
    this.sources = sources;
  }

  /// A room, entity or input; null for what is locked only where it is used, or never.
  @Nullable LockedClass of(ClassModel model) {
    ClassModel.Room room = model.room();
    if (room != null) return room(model, room);
    if (model.word() == Word.INPUT) {
      return new LockedClass(model.type(), "input", model.was(), true,
          model.fields().stream().map(field -> field(field, field.value())).toList());
    }
    if (model.word() != Word.ENTITY || Vocabulary.is(model.type(), Modifier.ABSTRACT)) return null;
    List<Entry> entries = new ArrayList<>();
    for (ClassModel.Field field : model.fields()) {
      Value sent = field.sent();
      if (sent != null) entries.add(field(field, sent));
    }
    return new LockedClass(model.type(), "entity", model.was(), false, entries);
  }

  private static Entry field(ClassModel.Field field, Value value) {
    List<String> more = new ArrayList<>();
    if (field.nullable()) more.add("or null");
    if (isOption(field)) more.add("option");
    if (field.role() == Role.PRESS) more.add("press");
    if (field.sent() != null) more.add("to " + field.to());
    return new Entry(field.element(), field.name(), field.was(), LockedType.of(value), more, value);
  }

  private static boolean isOption(ClassModel.Field field) {
    return field.role() == Role.OPTION || field.role() == Role.TRUSTED_OPTION;
  }

  // ---- rooms

  private static LockedClass room(ClassModel model, ClassModel.Room room) {
    List<Entry> entries = new ArrayList<>();
    for (ClassModel.Part part : room.parts()) {
      TypeElement of = part.of();
      if (of != null) {
        String word = part.kind() == PartKind.ENTITIES ? "entities" : "inputs";
        entries.add(new Entry(part.element(), part.name(), was(part.element()),
            LockedType.plain(word, of.getQualifiedName().toString()), List.of(), null));
      } else if (part.kind() == PartKind.ALARM && part.to() != null) {
        entries.add(new Entry(part.element(), part.name(), was(part.element()), LockedType.plain("alarm", ""),
            List.of("to " + part.to()), null));
      }
    }
    for (ClassModel.Field field : model.fields()) {
      Value sent = field.sent();
      if (sent != null) entries.add(field(field, sent));
      else if (isOption(field)) entries.add(field(field, field.value()));
    }
    for (ClassModel.Handler handler : room.handlers()) {
      if (handler.fromServers()) continue;
      TypeElement answers = handler.answers();
      List<String> more = answers == null ? List.of() : List.of("answers " + answers.getQualifiedName());
      for (ClassModel.Taken taken : handler.commands()) entries.add(record("command ", taken.type(), more));
    }
    for (ClassModel.Told told : room.events()) {
      entries.add(record("event ", told.type(), told.lossy() ? List.of("lossy") : List.of()));
    }
    return new LockedClass(model.type(), "room", model.was(), false, entries);
  }

  private static Entry record(String word, TypeElement record, List<String> more) {
    Value value = new Value.Struct(record);
    String was = was(record);
    return new Entry(record, word + Vocabulary.wireName(record), was.isEmpty() ? "" : word + lower(was),
        LockedType.of(value), more, value);
  }

  // ---- what is locked where it is used

  /// A record, enum or sealed interface; null for what does not travel, or an enum whose order is not known here: its
  /// lines are left alone.
  @Nullable LockedClass of(TypeElement type, boolean fromClients) {
    List<Entry> entries = new ArrayList<>();
    if (type.getKind() == ElementKind.ENUM) {
      List<Element> constants = sources.constants(type);
      if (constants == null) return null;
      for (Element constant : constants) {
        entries.add(new Entry(constant, constant.getSimpleName().toString(), was(constant), null, List.of(), null));
      }
      return new LockedClass(type, "enum", was(type), fromClients, entries);
    }
    if (type.getKind() == ElementKind.RECORD) {
      for (RecordComponentElement component : type.getRecordComponents()) {
        Value value = Bounds.orDefault(values.component(component));
        if (!travels(value)) return null;
        Marks marks = Marks.of(component);
        Was was = marks.was();
        entries.add(new Entry(component, component.getSimpleName().toString(), was == null ? "" : was.value(),
            LockedType.of(value), marks.nullable() ? List.of("or null") : List.of(), value));
      }
      return new LockedClass(type, "record", was(type), fromClients, entries);
    }
    List<TypeElement> all = new ArrayList<>();
    if (type.getKind() != ElementKind.INTERFACE || values.permitted(type, all) != null) return null;
    for (TypeElement record : all) entries.add(record("", record, List.of()));
    return new LockedClass(type, "sealed", was(type), fromClients, entries);
  }

  private static boolean travels(Value value) {
    return switch (value) {
      case Value.Kept _,Value.Owed _,Value.No _ -> false;
      case Value.Many many -> travels(many.of());
      case Value.Table table -> travels(table.key()) && travels(table.value());
      default -> true;
    };
  }

  private static String was(Element element) {
    Was was = element.getAnnotation(Was.class);
    return was == null ? "" : was.value();
  }

  /// As the wire calls a class of that name.
  private static String lower(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}

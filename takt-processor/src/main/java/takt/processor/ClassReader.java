package takt.processor;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import takt.processor.Vocabulary.Word;
import takt.schema.Audience;
import takt.schema.Lossy;
import takt.schema.Rate;
import takt.schema.Saved;
import takt.schema.Sync;
import takt.schema.Was;
import takt.schema.spi.FieldCode.Role;

/// Reads one class: what it is, what it has, and what is wrong with it.
///
/// One per top-level class.
final class ClassReader {
  private final ValueReader values;
  private final FieldReader fields;
  private final RoomReader rooms;
  private final TravelRules travel;
  private final StepRules steps;
  private final Problems problems;
  private final Sources sources;
  private final TypeElement top;

  ClassReader(ValueReader values, Problems problems, Sources sources, TypeElement top) {
    this.sources = sources;
    this.values = values;
    this.problems = problems;
    this.top = top;
    this.travel = new TravelRules(values, problems);
    this.steps = new StepRules(problems);
    this.fields = new FieldReader(values, travel, problems, top);
    this.rooms = new RoomReader(values, travel, problems, top);
  }

  /// The models of all classes in the top-level class that get code, outer ones first.
  List<ClassModel> readAll() {
    List<ClassModel> models = new ArrayList<>();
    if (sources.isCompact(top)) {
      checkCompact();
    } else {
      readAll(top, models);
    }
    return models;
  }

  private void checkCompact() {
    for (TypeElement nested : ElementFilter.typesIn(top.getEnclosedElements())) {
      if (!Vocabulary.isGame(nested)) continue;
      problems.tell(nested, "stands beside a main() outside of any class, where no other class can name it, and its"
          + " companion must; write class " + top.getSimpleName() + " { … } around all of the file");
      return;
    }
  }

  private void readAll(TypeElement type, List<ClassModel> models) {
    ClassModel model = read(type);
    if (model != null) models.add(model);
    for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements())) readAll(nested, models);
  }

  private @Nullable ClassModel read(TypeElement type) {
    Word word = Vocabulary.word(type);
    checkMarks(type, word);
    steps.checkMarks(type, word);
    return switch (word) {
      case RECORD -> record(type);
      case OTHER -> other(type);
      case ROOM, ENTITY, INPUT, SAVED -> object(type, word);
    };
  }

  // ---- marks of the class itself

  private void checkMarks(TypeElement type, Word word) {
    boolean command = Vocabulary.isA(type, Vocabulary.COMMAND);
    boolean event = Vocabulary.isA(type, Vocabulary.EVENT);
    if ((command || event) && word != Word.RECORD && type.getKind() != ElementKind.INTERFACE) {
      problems.tell(type, "is no record, but " + (command ? "a Command" : "an Event") + "; make it a record");
    }
    Rate rate = type.getAnnotation(Rate.class);
    if (rate != null && !(command && word == Word.RECORD)) {
      problems.tell(type, "has a @Rate, which says how often a command is taken, but is no Command record; drop @Rate");
    } else if (rate != null && !(rate.perSecond() > 0 && Double.isFinite(rate.perSecond()))) {
      problems.tell(type,
          "has @Rate(perSecond = " + rate.perSecond() + "), so nobody could ever send it; write a number"
              + " above 0");
    }
    if (type.getAnnotation(Lossy.class) != null && !(event && word == Word.RECORD)) {
      problems.tell(type, "is @Lossy, but no Event record, and only events may be lost; drop @Lossy");
    }
    if (type.getAnnotation(Sync.class) != null && word != Word.ENTITY) {
      problems.tell(type, "has a @Sync, which on a class says who may know of an entity, but extends no Entity; drop"
          + " @Sync");
    }
    if (type.getAnnotation(Saved.class) != null && word == Word.OTHER && type.getKind() != ElementKind.ENUM
        && !Vocabulary.isA(type, Vocabulary.COMMAND) && !Vocabulary.isA(type, Vocabulary.EVENT)) {
      problems.tell(type, "is @Saved, but an interface has no fields; mark the classes");
    }
  }

  // ---- classes that are no state

  private @Nullable ClassModel other(TypeElement type) {
    for (TypeElement above = Vocabulary.superclass(type); above != null; above = Vocabulary.superclass(above)) {
      if (Vocabulary.isSaved(above)) {
        problems.tell(type, "extends " + above.getSimpleName() + ", which is @Saved, but is not @Saved itself, so its"
            + " fields would be lost; mark it @Saved");
        break;
      }
    }
    fields.checkStray(type);
    return null;
  }

  // ---- records

  private @Nullable ClassModel record(TypeElement record) {
    fields.checkStray(record);
    boolean marked = Vocabulary.isMarked(record);
    if (!marked && !Vocabulary.isGame(top)) return null;
    Value value = values.record(record);
    if (value instanceof Value.No no) {
      if (marked || no.isBroken()) problems.tell(record, no);
      return null;
    }
    Value.No hidden = Vocabulary.hidden(record, Vocabulary.packageOf(top));
    if (hidden != null) {
      if (marked) problems.tell(record, hidden);
      return null;
    }
    if (marked) fields.checkStatics(record);
    if (Vocabulary.isA(record, Vocabulary.COMMAND)) travel.checkRecord(record, TravelRules.Trip.UP);
    if (Vocabulary.isA(record, Vocabulary.EVENT)) travel.checkRecord(record, TravelRules.Trip.DOWN);
    List<ClassModel.Field> components = new ArrayList<>();
    for (RecordComponentElement component : record.getRecordComponents()) components.add(component(record, component));
    return new ClassModel(record, Word.RECORD, Vocabulary.wireName(record), was(record), components, true,
        Audience.EVERYONE, null, false, null);
  }

  private ClassModel.Field component(TypeElement record, RecordComponentElement component) {
    Value value = Bounds.orDefault(values.component(component));
    Marks marks = Marks.of(component);
    Was was = marks.was();
    TypeMirror type = component.asType();
    return new ClassModel.Field(component, type, record, ClassModel.Reach.ACCESSOR, was == null ? "" : was.value(),
        value,
        type.getKind() == TypeKind.DECLARED && value.isNumberOrFlag(), marks.nullable(), false, false, null,
        Audience.EVERYONE, value instanceof Value.Angle ? Role.ANGLE : Role.PLAIN);
  }

  // ---- rooms, entities, inputs, helpers

  private @Nullable ClassModel object(TypeElement type, Word word) {
    if (!canBeNamed(type, word)) return null;
    boolean isAbstract = Vocabulary.is(type, Modifier.ABSTRACT);
    if (word != Word.ROOM && !isAbstract) checkConstructor(type, word);
    List<ClassModel.Field> all = fields.read(type, word);
    ClassModel.Room room = word == Word.ROOM ? rooms.read(type) : null;
    TypeElement steeredBy = word == Word.ENTITY ? steps.steeredBy(type, all) : null;
    boolean migrates = word == Word.SAVED && migrates(type);
    if (isAbstract && word != Word.ENTITY) return null;
    String name = word == Word.ROOM ? type.getSimpleName().toString() : Vocabulary.wireName(type);
    return new ClassModel(type, word, name, was(type), all, !isAbstract && word != Word.ROOM, knownTo(type), steeredBy,
        migrates, room);
  }

  private boolean canBeNamed(TypeElement type, Word word) {
    if (!type.getTypeParameters().isEmpty()) {
      problems.tell(type, ValueReader.generic(type));
      return false;
    }
    if (type.getNestingKind() == NestingKind.MEMBER && !Vocabulary.is(type, Modifier.STATIC)) {
      problems.tell(type,
          "is an inner class, which cannot be made without the object around it; make it static (in a file"
              + " with main() outside of any class: put all of it into a class first)");
      return false;
    }
    Value.No hidden = Vocabulary.hidden(type, Vocabulary.packageOf(top));
    if (hidden == null) return true;
    if (word == Word.ROOM && Vocabulary.is(type, Modifier.ABSTRACT)) return true;
    problems.tell(type, hidden);
    return false;
  }

  private void checkConstructor(TypeElement type, Word word) {
    for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
      if (!constructor.getParameters().isEmpty()) continue;
      if (Vocabulary.is(constructor, Modifier.PRIVATE)) {
        problems.tell(type, "has a private constructor without parameters, but a restore must call it; drop 'private'");
      }
      for (TypeMirror thrown : constructor.getThrownTypes()) {
        if (isChecked(thrown)) {
          problems.tell(type, "has a constructor that throws " + TypeNames.simple(thrown)
              + ", but a restore must call it; catch it inside");
        }
      }
      return;
    }
    problems.tell(type, "has no constructor without parameters, but " + word.said() + " is made by "
        + (word == Word.ENTITY ? "every client and " : word == Word.INPUT ? "the server and " : "")
        + "every restore; add "
        + type.getSimpleName() + "() {}");
  }

  /// Whether a method that throws this needs a `throws`.
  static boolean isChecked(TypeMirror thrown) {
    TypeElement element = Vocabulary.element(thrown);
    return element != null && !Vocabulary.isA(element, "java.lang.RuntimeException")
        && !Vocabulary.isA(element, "java.lang.Error");
  }

  private boolean migrates(TypeElement type) {
    for (TypeElement owner = type; owner != null && !Vocabulary.isRoot(owner); owner = Vocabulary.superclass(owner)) {
      for (ExecutableElement method : ElementFilter.methodsIn(owner.getEnclosedElements())) {
        if (!isMigrate(method)) continue;
        if (Vocabulary.is(method, Modifier.PRIVATE) || Vocabulary.is(method, Modifier.STATIC)) {
          problems.tell(method, "is private or static, but a restore must call it on the object; drop that");
          return false;
        }
        return true;
      }
    }
    return false;
  }

  private static boolean isMigrate(ExecutableElement method) {
    if (!method.getSimpleName().contentEquals("migrate") || method.getParameters().size() != 1) return false;
    TypeElement parameter = Vocabulary.element(method.getParameters().getFirst().asType());
    return parameter != null && parameter.getQualifiedName().contentEquals(Vocabulary.OLD_STATE);
  }

  private static Audience knownTo(TypeElement type) {
    for (TypeElement t = type; t != null; t = Vocabulary.superclass(t)) {
      Sync sync = t.getAnnotation(Sync.class);
      if (sync != null) return sync.to();
    }
    return Audience.EVERYONE;
  }

  private static String was(Element element) {
    Was was = element.getAnnotation(Was.class);
    return was == null ? "" : was.value();
  }
}

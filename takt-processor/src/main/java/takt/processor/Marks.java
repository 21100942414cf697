package takt.processor;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.VariableElement;
import org.jspecify.annotations.Nullable;
import takt.schema.Angle;
import takt.schema.Axis;
import takt.schema.Limit;
import takt.schema.Listed;
import takt.schema.Option;
import takt.schema.Position;
import takt.schema.Press;
import takt.schema.Sync;
import takt.schema.Was;

/// The annotations of a field or record component.
record Marks(@Nullable Sync sync, @Nullable Position position, @Nullable Angle angle, @Nullable Axis axis,
    @Nullable Press press, @Nullable Limit limit, @Nullable Option option, @Nullable Listed listed, @Nullable Was was,
    boolean nullable) {

  static Marks of(VariableElement field) {
    return new Marks(field.getAnnotation(Sync.class), field.getAnnotation(Position.class),
        field.getAnnotation(Angle.class), field.getAnnotation(Axis.class), field.getAnnotation(Press.class),
        field.getAnnotation(Limit.class), field.getAnnotation(Option.class), field.getAnnotation(Listed.class),
        field.getAnnotation(Was.class), isNullable(field));
  }

  /// Compilers differ in where they keep what was written at a component: there, at its field, or both.
  static Marks of(RecordComponentElement component) {
    return new Marks(null, null, on(component, Angle.class), null, null, on(component, Limit.class), null, null,
        on(component, Was.class), isNullable(component) || isNullable(component.getAccessor())
            || isNullable(Vocabulary.fieldOf(component)));
  }

  private static <A extends Annotation> @Nullable A on(RecordComponentElement component, Class<A> type) {
    A annotation = component.getAnnotation(type);
    VariableElement field = Vocabulary.fieldOf(component);
    return annotation != null || field == null ? annotation : field.getAnnotation(type);
  }

  /// Whether any library's `@Nullable` is on it or on its type.
  private static boolean isNullable(@Nullable Element element) {
    if (element == null) return false;
    List<AnnotationMirror> all = new ArrayList<>(element.getAnnotationMirrors());
    all.addAll(element.asType().getAnnotationMirrors());
    if (element instanceof ExecutableElement method) {
      all.addAll(method.getReturnType().getAnnotationMirrors());
    }
    return all.stream().anyMatch(a -> a.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable"));
  }

  /// The first mark that says something of a field, as it is written; empty for none.
  String first() {
    if (sync != null) return "@Sync";
    if (position != null) return "@Position";
    if (angle != null) return "@Angle";
    if (axis != null) return "@Axis";
    if (press != null) return "@Press";
    if (option != null) return "@Option";
    if (listed != null) return "@Listed";
    return limit != null ? "@Limit" : "";
  }

  /// Whether it has a mark, as it is written.
  boolean has(String mark) {
    return switch (mark) {
      case "@Angle" -> angle != null;
      case "@Press" -> press != null;
      case "@Option" -> option != null;
      case "@Listed" -> listed != null;
      default -> throw new IllegalArgumentException("mark=" + mark + ", expected one that is asked for");
    };
  }

  /// How many of the marks say how the field is sent.
  int ways() {
    return (sync != null ? 1 : 0) + (position != null ? 1 : 0) + (angle != null ? 1 : 0) + (axis != null ? 1 : 0)
        + (press != null ? 1 : 0);
  }
}

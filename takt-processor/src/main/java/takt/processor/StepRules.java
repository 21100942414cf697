package takt.processor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import takt.processor.Vocabulary.Word;
import takt.schema.Portable;
import takt.schema.Predict;
import takt.schema.spi.ValueType.Java;

/// Checks what clients run too: `@Predict` steps and `@Portable` helpers, as far as signatures tell.
///
/// One per top-level class.
final class StepRules {
  private final Problems problems;

  StepRules(Problems problems) {
    this.problems = problems;
  }

  void checkMarks(TypeElement type, Word word) {
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
      if (method.getAnnotation(Predict.class) == null) continue;
      String why = wrongStep(method, word);
      if (why != null) problems.tell(method, why);
    }
    if (type.getAnnotation(Portable.class) != null) checkPortable(type);
  }

  // ---- steps

  private static @Nullable String wrongStep(ExecutableElement method, Word word) {
    if (word != Word.ENTITY) return "is marked @Predict, which is for the step of an Entity; drop @Predict";
    if (Vocabulary.is(method, Modifier.STATIC)) return "is static, but a step moves its entity; drop 'static'";
    if (Vocabulary.is(method, Modifier.PRIVATE)) return "is private, but the room calls a step; drop 'private'";
    List<? extends VariableElement> parameters = method.getParameters();
    if (parameters.stream().anyMatch(p -> p.asType().getKind() == TypeKind.ERROR)) return null;
    boolean fits = method.getTypeParameters().isEmpty() && !parameters.isEmpty() && parameters.size() <= 2
        && parameters.getLast().asType().getKind() == TypeKind.DOUBLE
        && (parameters.size() == 1 || isInput(parameters.getFirst().asType()));
    if (!fits) {
      return "is no step: a step takes (an Input class, double seconds), or (double seconds) where nobody steers;"
          + " change its parameters";
    }
    TypeMirror result = method.getReturnType();
    return result.getKind() == TypeKind.VOID || result.getKind() == TypeKind.ERROR || isPortable(result)
        ? null
        : "answers " + TypeNames.a(result)
            + ", but a step answers nothing, a boolean, int, double or enum; change"
            + " its result";
  }

  private static boolean isInput(TypeMirror type) {
    TypeElement element = Vocabulary.element(type);
    return element != null && Vocabulary.word(element) == Word.INPUT && !Vocabulary.is(element, Modifier.ABSTRACT);
  }

  private static boolean isPortable(TypeMirror type) {
    return switch (type.getKind()) {
      case BOOLEAN, INT, DOUBLE -> true;
      default -> Vocabulary.isEnum(type);
    };
  }

  /// The input that an entity's step takes, null for none; tells two steps and fields that no browser can compute with.
  @Nullable TypeElement steeredBy(TypeElement entity, List<ClassModel.Field> fields) {
    ExecutableElement step = null;
    Set<String> overridden = new HashSet<>();
    for (TypeElement t = entity; t != null && !Vocabulary.isRoot(t); t = Vocabulary.superclass(t)) {
      for (ExecutableElement method : ElementFilter.methodsIn(t.getEnclosedElements())) {
        if (method.getAnnotation(Predict.class) == null || !overridden.add(TypeNames.signature(method))) continue;
        if (step != null) {
          problems.tell(entity, new Value.No(method, "is a second step of " + entity.getSimpleName()
              + ", and an entity has one; let one call the other and drop its @Predict"));
          return null;
        }
        step = method;
      }
    }
    if (step == null) return null;
    for (ClassModel.Field field : fields) checkPredicted(entity, field);
    TypeMirror first = step.getParameters().isEmpty() ? null : step.getParameters().getFirst().asType();
    return first != null && isInput(first) ? Vocabulary.element(first) : null;
  }

  private void checkPredicted(TypeElement entity, ClassModel.Field field) {
    if (field.sent() == null) return;
    boolean isFloat = field.value() instanceof Value.Real(Java java, _, _, _) && java == Java.FLOAT;
    boolean isLong = field.value() instanceof Value.Whole(Java java, _, _) && java == Java.LONG;
    if (!isFloat && !isLong) return;
    problems.tell(entity,
        new Value.No(field.element(), "is a synced " + (isFloat ? "float" : "long") + " of a class with a"
            + " predicted step, and browsers compute in double and int only; declare it "
            + (isFloat
                ? "double"
                : "int or"
                    + " double")));
  }

  // ---- helpers of steps

  private void checkPortable(TypeElement type) {
    if (type.getKind() != ElementKind.CLASS || !type.getTypeParameters().isEmpty()
        || type.getNestingKind() == NestingKind.MEMBER && !Vocabulary.is(type, Modifier.STATIC)) {
      problems.tell(type, "is @Portable, but no plain class: only static methods of a class without type parameters are"
          + " translated; make it a static class");
      return;
    }
    for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) checkPortableField(field);
    for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
      if (!constructor.getParameters().isEmpty()) {
        problems.tell(type,
            "is @Portable, so only its static methods are translated, but has a constructor with parameters;"
                + " drop it");
      }
    }
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) checkPortableMethod(method);
  }

  private void checkPortableField(VariableElement field) {
    if (!Vocabulary.is(field, Modifier.STATIC)) {
      problems.tell(field, "is a field of an object, but a @Portable class is never made; make it static final");
    } else if (!Vocabulary.is(field, Modifier.FINAL)) {
      problems.tell(field, "is static and can change, but server and browsers would not share it; make it final");
    } else if (!isConstant(field.asType())) {
      problems.tell(field, "is " + TypeNames.a(field.asType())
          + ", but a @Portable class holds double, int, boolean, enums and arrays of them; declare it one of these");
    }
  }

  private static boolean isConstant(TypeMirror type) {
    TypeMirror of = type;
    while (of.getKind() == TypeKind.ARRAY) of = ((ArrayType) of).getComponentType();
    return of.getKind() == TypeKind.ERROR || isPortable(of);
  }

  private void checkPortableMethod(ExecutableElement method) {
    if (!Vocabulary.is(method, Modifier.STATIC)) {
      problems.tell(method,
          "is not static, but only static methods of a @Portable class are translated; make it static");
      return;
    }
    TypeMirror result = method.getReturnType();
    TypeMirror wrong = result.getKind() == TypeKind.VOID || isPlain(result) ? null : result;
    for (VariableElement parameter : method.getParameters()) {
      if (wrong == null && !isPlain(parameter.asType())) wrong = parameter.asType();
    }
    if (wrong != null) {
      problems.tell(method, "takes or answers " + TypeNames.a(wrong)
          + ", but portable code computes in double, int, boolean and enums; change it to one of these");
    }
  }

  private static boolean isPlain(TypeMirror type) {
    return type.getKind() == TypeKind.ERROR || isPortable(type);
  }
}

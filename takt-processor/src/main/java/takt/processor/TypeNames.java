package takt.processor;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/// Writes types as Java does, without their annotations.
///
/// Stateless.
final class TypeNames {
  private TypeNames() {}

  /// For messages: `List<Card>`.
  static String simple(TypeMirror type) {
    return of(type, element -> element.getSimpleName().toString());
  }

  /// For messages: `an int`, `a List<Card>`.
  static String a(TypeMirror type) {
    String name = simple(type);
    return ("AEIOaeio".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
  }

  /// Tells methods apart as overriding does: name and parameters.
  static String signature(ExecutableElement method) {
    return method.getSimpleName() + method.getParameters().stream()
        .map(parameter -> of(parameter.asType(), element -> element.getQualifiedName().toString()).replaceAll("<.*>",
            ""))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// With classes written by `name`.
  static String of(TypeMirror type, Function<TypeElement, String> name) {
    return switch (type.getKind()) {
      case ARRAY -> of(((ArrayType) type).getComponentType(), name) + "[]";
      case DECLARED -> {
        DeclaredType declared = (DeclaredType) type;
        String arguments = declared.getTypeArguments().stream().map(argument -> of(argument, name))
            .collect(Collectors.joining(", "));
        yield name.apply((TypeElement) declared.asElement()) + (arguments.isEmpty() ? "" : "<" + arguments + ">");
      }
      case BOOLEAN, BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE -> type.getKind().name().toLowerCase(
          Locale.ROOT);
      default -> type.toString();
    };
  }
}

package takt.processor;

import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/// Names classes in a companion: short where an import makes that clear, in full where two would have one name.
///
/// One per companion.
final class Imports {
  private final Elements elements;
  private final PackageElement home;
  private final Set<String> imported = new TreeSet<>();
  private final Set<String> taken = new TreeSet<>();
  private boolean anyDeprecated;

  Imports(PackageElement home, Elements elements) {
    this.home = home;
    this.elements = elements;
  }

  /// Keeps a simple name for a class inside the companion; false if it means something else already.
  boolean reserve(String simple) {
    return !isAtHome(simple) && taken.add(simple);
  }

  /// How to write a class of Takt's or the JDK's.
  String name(Class<?> type) {
    return type.isMemberClass()
        ? name(type.getEnclosingClass()) + "." + type.getSimpleName()
        : name(type.getPackageName(), type.getSimpleName());
  }

  /// Whether naming one of the classes brings a warning.
  boolean anyDeprecated() {
    return anyDeprecated;
  }

  /// How to write a class.
  String name(TypeElement type) {
    anyDeprecated |= elements.isDeprecated(type);
    if (type.getEnclosingElement() instanceof TypeElement outer) return name(outer) + "." + type.getSimpleName();
    PackageElement around = Vocabulary.packageOf(type);
    String simple = type.getSimpleName().toString();
    return around.equals(home) ? simple : name(around.getQualifiedName().toString(), simple);
  }

  /// How to write a type.
  String name(TypeMirror type) {
    return TypeNames.of(type, this::name);
  }

  private String name(String packageName, String simple) {
    String full = packageName + "." + simple;
    if (imported.contains(full)) return simple;
    if (isAtHome(simple)) return full;
    if (packageName.equals("java.lang")) return simple;
    if (!taken.add(simple)) return full;
    imported.add(full);
    return simple;
  }

  private boolean isAtHome(String simple) {
    String prefix = home.isUnnamed() ? "" : home.getQualifiedName() + ".";
    return elements.getTypeElement(prefix + simple) != null;
  }

  /// The import lines.
  String text() {
    StringBuilder text = new StringBuilder();
    for (String full : imported) text.append("import ").append(full).append(";\n");
    return text.append(imported.isEmpty() ? "" : "\n").toString();
  }
}

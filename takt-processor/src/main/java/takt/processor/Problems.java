package takt.processor;

import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// Tells a game's developer what cannot be: each cause once, at its element, as `name`: cause; fix.
///
/// One per run of the compiler.
final class Problems {
  private final @Nullable Messager messager;
  private final boolean eclipse;
  private final Set<String> told = new HashSet<>();
  private final Set<String> sources = new HashSet<>();
  private boolean any;
  private boolean broken;

  /// @param messager null to tell nobody
  /// @param eclipse whether Eclipse's compiler shows the messages
  Problems(@Nullable Messager messager, boolean eclipse) {
    this.messager = messager;
    this.eclipse = eclipse;
  }

  /// Takes note of a top-level class that is being compiled: only at such can a message stand.
  void source(TypeElement top) {
    sources.add(top.getQualifiedName().toString());
  }

  /// Forgets what was found, before the next top-level class.
  void begin() {
    any = false;
    broken = false;
  }

  /// Whether the top-level class had a problem.
  boolean any() {
    return any;
  }

  /// Whether the top-level class names a type that does not exist, or not yet.
  boolean broken() {
    return broken;
  }

  void breakOff() {
    broken = true;
  }

  /// Tells that `at` is wrong.
  void tell(Element at, String why) {
    tell(at, at, why);
  }

  /// Tells why `user` cannot hold what it holds: at the cause if that is being compiled too, else at `user`.
  void tell(Element user, Value.No no) {
    if (no.isBroken()) {
      broken = true;
    } else {
      Element at = no.at();
      tell(user, at == null ? user : at, no.why());
    }
  }

  private void tell(Element user, Element at, String why) {
    any = true;
    boolean here = at.equals(user)
        || sources.contains(Vocabulary.outermost(Vocabulary.owner(at)).getQualifiedName().toString());
    String text = "`" + name(here ? at : user) + "`: " + (here ? "" : fullName(at) + " ") + why;
    if (told.add(fullName(here ? at : user) + text) && messager != null) {
      messager.printMessage(Diagnostic.Kind.ERROR, text, position(here ? at : user));
    }
  }

  private static String name(Element element) {
    if (element instanceof ExecutableElement method) {
      StringBuilder name = new StringBuilder().append(method.getSimpleName()).append('(');
      for (VariableElement parameter : method.getParameters()) {
        if (name.charAt(name.length() - 1) != '(') name.append(", ");
        name.append(TypeNames.simple(parameter.asType()));
      }
      return name.append(')').toString();
    }
    if (element instanceof TypeElement type) return Vocabulary.nestedName(type);
    String name = element.getSimpleName().toString();
    TypeElement owner = Vocabulary.owner(element);
    return owner.getKind() == ElementKind.RECORD ? owner.getSimpleName() + "." + name : name;
  }

  private static String fullName(Element element) {
    return element instanceof TypeElement type
        ? type.getQualifiedName().toString()
        : Vocabulary.owner(element).getQualifiedName() + "." + element;
  }

  /// Where a compiler can show it: javac knows no line of a record component, but that of the field behind it;
  /// Eclipse's compiler knows no line of a record nor of anything in it, but that of the class around; nor of a
  /// constant.
  private Element position(Element at) {
    if (eclipse && Vocabulary.owner(at).getKind() == ElementKind.RECORD) {
      Element around = Vocabulary.owner(at).getEnclosingElement();
      return around instanceof TypeElement type ? position(type) : at;
    }
    if (eclipse && at.getKind() == ElementKind.ENUM_CONSTANT) return Vocabulary.owner(at);
    VariableElement field = at instanceof RecordComponentElement component ? Vocabulary.fieldOf(component) : null;
    return field == null ? at : field;
  }
}

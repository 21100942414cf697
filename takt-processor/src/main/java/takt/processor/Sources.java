package takt.processor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystemNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/// Asks the file of a class for the little that its elements do not tell.
///
/// Stateless.
final class Sources {
  private final Elements elements;

  Sources(Elements elements) {
    this.elements = elements;
  }

  /// Whether a top-level class is one that the compiler made around a file with a `main` outside of any class.
  ///
  /// The model tells it from others by nothing, but its name is not in the file (JEP 512).
  boolean isCompact(TypeElement top) {
    boolean may = Vocabulary.packageOf(top).isUnnamed() && Vocabulary.is(top, Modifier.FINAL)
        && ElementFilter.methodsIn(top.getEnclosedElements()).stream()
            .anyMatch(method -> method.getSimpleName().contentEquals("main"));
    // A class of the file's name inside: no other class may hold one of its own name.
    for (TypeElement nested : ElementFilter.typesIn(top.getEnclosedElements())) {
      if (may && nested.getSimpleName().equals(top.getSimpleName())) return true;
    }
    JavaFileObject file = may ? file(top) : null;
    if (file == null || file.getKind() != JavaFileObject.Kind.SOURCE) return false;
    try {
      String text = file.getCharContent(true).toString();
      return !Pattern.compile("\\b(class|record|enum|interface)\\s+" + Pattern.quote(top.getSimpleName().toString())
          + "\\b").matcher(text).find();
    } catch (IOException _) {
      return false;
    }
  }

  /// The constants of an enum in their order; null if that cannot be known.
  ///
  /// Eclipse's compiler sorts the fields of class files by name: there the file itself is asked, which it does not show
  /// of a jar.
  @Nullable List<Element> constants(TypeElement type) {
    List<Element> constants = new ArrayList<>();
    for (Element member : type.getEnclosedElements()) {
      if (member.getKind() == ElementKind.ENUM_CONSTANT) constants.add(member);
    }
    if (!elements.getClass().getName().startsWith("org.eclipse.")) return constants;
    JavaFileObject file = file(type);
    if (file == null || file.getKind() == JavaFileObject.Kind.SOURCE) return file == null ? null : constants;
    try (InputStream bytes = file.openInputStream()) {
      List<String> order = ClassFile.of().parse(bytes.readAllBytes()).fields().stream()
          .filter(field -> field.flags().has(AccessFlag.ENUM)).map(field -> field.fieldName().stringValue()).toList();
      constants.sort(Comparator.comparingInt(constant -> order.indexOf(constant.getSimpleName().toString())));
      return constants;
    } catch (IOException | IllegalArgumentException _) {
      return null;
    }
  }

  private @Nullable JavaFileObject file(TypeElement top) {
    try {
      return elements.getFileObjectOf(top);
    } catch (UnsupportedOperationException | FileSystemNotFoundException _) {
      return null; // The second is Eclipse's compiler's answer for what is in a jar.
    }
  }
}

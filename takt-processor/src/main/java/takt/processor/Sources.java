package takt.processor;

import java.io.IOException;
import java.util.regex.Pattern;
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

  private @Nullable JavaFileObject file(TypeElement top) {
    try {
      return elements.getFileObjectOf(top);
    } catch (UnsupportedOperationException _) {
      return null;
    }
  }
}

package takt.processor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;

/// The members of a class in an order that every compilation finds again.
///
/// Stateless. In the file that is being written about: as they stand. In any other, which may be read as source now and
/// as a class file tomorrow: by name, because Eclipse's compiler forgets the order of class files.
final class Members {
  private Members() {}

  static List<VariableElement> fields(TypeElement owner, TypeElement top) {
    return order(ElementFilter.fieldsIn(owner.getEnclosedElements()), owner, top, Object::toString);
  }

  static List<ExecutableElement> methods(TypeElement owner, TypeElement top) {
    return order(ElementFilter.methodsIn(owner.getEnclosedElements()), owner, top, TypeNames::signature);
  }

  static List<TypeElement> types(TypeElement owner, TypeElement top) {
    return order(ElementFilter.typesIn(owner.getEnclosedElements()), owner, top, Object::toString);
  }

  private static <E extends Element> List<E> order(List<E> members, TypeElement owner, TypeElement top,
      Function<E, String> name) {
    if (Vocabulary.outermost(owner).equals(top)) return members;
    List<E> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(name));
    return sorted;
  }
}

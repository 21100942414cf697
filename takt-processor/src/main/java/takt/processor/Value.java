package takt.processor;

import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;
import takt.schema.spi.ValueType;

/// What a field or an element holds, as the compiler sees it: the twin of [ValueType] with elements for classes.
sealed interface Value {
  /// The length of a text or collection that nothing bounds.
  int UNBOUNDED = Integer.MAX_VALUE;

  record Flag() implements Value {}

  record Whole(ValueType.Java java, long min, long max) implements Value {}

  record Real(ValueType.Java java, double min, double max, double step) implements Value {}

  record Angle(int bits) implements Value {}

  record Text(int max) implements Value {}

  record Choice(TypeElement type) implements Value {}

  record Struct(TypeElement type) implements Value {}

  record OneOf(TypeElement type, List<TypeElement> of) implements Value {}

  record Kept(TypeElement type) implements Value {}

  record Ref(TypeElement type) implements Value {}

  record Person() implements Value {}

  record PersonId() implements Value {}

  record Owed() implements Value {}

  record Many(ValueType.Form form, Value of, int max) implements Value {}

  record Table(Value key, Value value, int max) implements Value {}

  /// Nothing that can be saved.
  ///
  /// @param at where the cause is, null for the place that asked
  /// @param why cause and fix; empty for a type that the compiler itself complains about
  record No(@Nullable Element at, String why) implements Value {
    static final No BROKEN = new No(null, "");

    static No because(String why) {
      return new No(null, why);
    }

    boolean isBroken() {
      return why.isEmpty();
    }
  }

  static Whole whole(ValueType.Java java) {
    ValueType.Whole all = ValueType.whole(java);
    return new Whole(java, all.min(), all.max());
  }

  static Real real(ValueType.Java java) {
    ValueType.Real all = ValueType.real(java);
    return new Real(java, all.min(), all.max(), all.step());
  }

  default boolean isNumberOrFlag() {
    return this instanceof Flag || this instanceof Whole || this instanceof Real || this instanceof Angle;
  }
}

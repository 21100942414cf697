package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Bounds what clients send and what options may be: the value of a number, the length of a text (in characters) or of
/// a collection. What lies outside is refused, not moved.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT}) public @interface Limit {
  double min() default 0;

  double max();

  /// How fine a number with a fraction is sent; 0 for in full.
  double step() default 0;
}

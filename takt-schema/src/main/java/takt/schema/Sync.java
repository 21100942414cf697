package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what leaves the server: a field that clients are sent, or, on an entity class, who may know that one exists.
///
/// On numbers `max` is needed: it says how many bits a value takes. What lies outside is sent as the edge. On texts and
/// collections `max` bounds their length.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.FIELD, ElementType.TYPE}) public @interface Sync {
  /// The smallest value.
  double min() default 0;

  /// The largest value, or the largest length.
  double max() default Double.NaN;

  /// How fine a number with a fraction is sent.
  double step() default 0.01;

  /// Who is sent it.
  Audience to() default Audience.EVERYONE;
}

package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an angle in radians, a `double`: sent as one of `2^bits` directions, smoothed by clients the shorter way
/// round.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT}) public @interface Angle {
  /// How many bits a direction takes: 12 is a tenth of a degree.
  int bits() default 12;

  /// Who is sent it, on an entity's field.
  Audience to() default Audience.EVERYONE;
}

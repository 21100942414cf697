package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a coordinate: `x`, `y` or `z` of an entity, a `double`. Sent to everyone who may know of the entity, smoothed
/// by clients, and the place that interest and `near` go by.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD) public @interface Position {
  double min() default 0;

  double max();

  /// How fine it is sent, in world units.
  double step() default 0.01;
}

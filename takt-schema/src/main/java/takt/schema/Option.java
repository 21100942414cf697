package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a room field that whoever creates the room may set; its initialiser is the default. Numbers, texts and
/// collections need a [Limit].
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD) public @interface Option {
  /// Only servers may set it, not clients.
  boolean trusted() default false;
}

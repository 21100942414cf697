package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How often a room takes a [Command] from one player; what comes more often is refused.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE) public @interface Rate {
  /// Commands a second, on average; a burst of as many, at least one, is fine.
  double perSecond();
}

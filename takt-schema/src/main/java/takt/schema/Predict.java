package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the step of an entity that both ends run: `(Input, double seconds)` where its owner steers it, `(double
/// seconds)` where nobody does. It may use its own fields, the input, [Maths] and [Portable] classes, in `double`,
/// `int`, `boolean` and enums.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD) public @interface Predict {}

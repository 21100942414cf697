package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a `boolean` of an [Input] that is a button's edge: true in exactly one tick for each press, never repeated,
/// never merged with another.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD) public @interface Press {}

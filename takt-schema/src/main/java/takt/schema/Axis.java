package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a `double` of an [Input] that is held between −1 and 1: a stick, a pair of keys. Sent in steps of 1/127.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD) public @interface Axis {}

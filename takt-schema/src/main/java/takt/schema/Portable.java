package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a class of static helpers that predicted steps may call: it is held to the same subset.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE) public @interface Portable {}

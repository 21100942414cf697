package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a room field that fills the list of open rooms and that joins may filter by: a number, text, boolean or enum.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.FIELD) public @interface Listed {}

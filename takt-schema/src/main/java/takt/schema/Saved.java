package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a helper class whose objects are a room's state: its fields are saved like an entity's. It needs a constructor
/// without parameters. Objects keep their identity across a restore.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE) public @interface Saved {}

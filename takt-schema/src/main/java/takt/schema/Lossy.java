package takt.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an [Event] that may be lost: a beam, a footstep. It comes at most once and is not kept for who was away.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE) public @interface Lossy {}

/// One game in several versions, and clients of one with a server of another.
@NullMarked
package takt.testkit.versions;

import org.jspecify.annotations.NullMarked;

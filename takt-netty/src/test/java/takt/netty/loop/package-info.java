/// The threads that do input and output, by themselves.
@NullMarked
package takt.netty.loop;

import org.jspecify.annotations.NullMarked;

/// Tests of `takt bots`.
@NullMarked
package takt.app.bots;

import org.jspecify.annotations.NullMarked;

/// Games of a package that is not Takt's own: only those does the kit scan.
@NullMarked
package strangers;

import org.jspecify.annotations.NullMarked;

/// The pages of operators: what stands on them, what reads them, and whether the documentation says the same.
@NullMarked
package takt.ops;

import org.jspecify.annotations.NullMarked;

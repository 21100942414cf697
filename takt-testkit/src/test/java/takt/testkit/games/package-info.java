/// Six games in the shape users write them: the acceptance tests of the API.
@NullMarked
package takt.testkit.games;

import org.jspecify.annotations.NullMarked;

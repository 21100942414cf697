/// What a server counts, told apart and added up.
@NullMarked
package takt.server.metrics;

import org.jspecify.annotations.NullMarked;

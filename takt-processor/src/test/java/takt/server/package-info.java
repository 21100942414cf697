/// Stands in for takt-server, which this module may not depend on: the signatures that games compile against.
@NullMarked
package takt.server;

import org.jspecify.annotations.NullMarked;

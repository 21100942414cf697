/// The JavaScript SDK, tried by its own tests in Node, alone and against real servers.
@NullMarked
package takt.app.sdk;

import org.jspecify.annotations.NullMarked;

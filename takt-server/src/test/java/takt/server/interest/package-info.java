/// Who is found near, and what becomes of what a client knows.
@NullMarked
package takt.server.interest;

import org.jspecify.annotations.NullMarked;

/// The project's pages, held to what they say: code in them is the code there is, names in them exist.
@NullMarked
package takt.app.docs;

import org.jspecify.annotations.NullMarked;

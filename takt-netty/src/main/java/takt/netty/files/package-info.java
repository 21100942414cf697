/// Pages and what belongs to them, from folders and from jars.
///
/// [StaticFiles] finds what a path means in its [FileMount]s; [SafePath] is what a stranger's path must be first.
@NullMarked
package takt.netty.files;

import org.jspecify.annotations.NullMarked;

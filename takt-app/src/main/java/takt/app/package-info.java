/// The `takt` command, and how a server is put together from its parts.
///
/// [Main] reads the command line, [Settings] the environment and `takt.properties`, [Launch] puts node, doors and pages
/// together and takes them apart again, `SourceFile` runs a single file, `DevPage` is what developers see of a server
/// that runs.
@NullMarked
package takt.app;

import org.jspecify.annotations.NullMarked;

/// The `takt` command. [Main] reads the arguments; nothing but the launcher `./takt` calls it.
@NullMarked package takt.app;

import org.jspecify.annotations.NullMarked;

/// Finds in class files what a replay of a room could not repeat: clocks, chance, threads, I/O.
///
/// [ClassScan] is all of it: it follows a room's code from method to method, asks `Unrepeatable` about every call, and
/// gives a list of findings. In development they are warnings, in a test they fail it. The processor checks signatures;
/// this checks what is behind them.
@NullMarked
package takt.server.scan;

import org.jspecify.annotations.NullMarked;

/// The launcher `./takt`, tried as people use it: real shells and real processes.
///
/// - [Machine]: a machine as it may be: which programs it has, which JDKs, which home
/// - [Checkout]: a small project with the launcher in it, and a Maven that is a script
/// - [Program]: a process with its output and a time limit
/// - [Adoptium]: the place JDKs are fetched from, on loopback
///
/// [CleanCloneTest] alone uses the real project and the real Maven.
@NullMarked
package takt.app.launch;

import org.jspecify.annotations.NullMarked;

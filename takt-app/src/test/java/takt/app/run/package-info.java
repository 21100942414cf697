/// Servers as people start them: inside of another program, and as processes of their own.
///
/// - `ServersTest`: [takt.Takt#start], two servers in one JVM, two games in one server
/// - `OneFileTest`: `takt run Hello.java`
/// - `StopTest`: signals, taken ports, settings that will not do
@NullMarked
package takt.app.run;

import org.jspecify.annotations.NullMarked;

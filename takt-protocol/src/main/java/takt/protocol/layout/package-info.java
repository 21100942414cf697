/// The description of what a game sends: types, ranges, precision and audiences, known by hash.
///
/// [Layout] is the document a server shows its clients; [Grid] spells out, bit for bit, how a number with a fraction
/// becomes a whole one on the wire, so that every language agrees. [PackedValues] writes values in bits, [PackedEdits]
/// what became of one, of lists by `ListEdits`.
@NullMarked
package takt.protocol.layout;

import org.jspecify.annotations.NullMarked;

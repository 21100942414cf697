/// Bytes as they travel: varints, lengths and the few wire types of protobuf that the control messages need.
///
/// The writer is trusted; the reader trusts nothing: it never reads past its end, never allocates for a length it has
/// not seen the bytes of, and answers garbage with a failed state instead of an exception.
@NullMarked
package takt.protocol.wire;

import org.jspecify.annotations.NullMarked;

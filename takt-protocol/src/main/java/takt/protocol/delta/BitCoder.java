package takt.protocol.delta;

/// Codes yes or no, each in as many bits as it was unlikely.
///
/// One thread at a time. The same calls write and read: each is given what to write, and answers what was written or
/// read. So what goes both ways is said once, and the two ends cannot disagree. After Quake III's `msg.c`.
public sealed interface BitCoder permits RangeWriter, RangeReader, Tally {
  /// Numbers of more bits are given in several calls.
  int RAW_MAX = 15;

  /// Whether it reads: then what is given to write does not matter.
  boolean isReading();

  /// One yes or no.
  ///
  /// @param odds how likely a yes is; they learn from it
  /// @param at which of them
  boolean bit(Odds odds, int at, boolean yes);

  /// A number of which every value is as likely.
  ///
  /// @param width its bits, 0 to [#RAW_MAX]
  int raw(int value, int width);
}

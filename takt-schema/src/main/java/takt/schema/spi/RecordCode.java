package takt.schema.spi;

/// A game's record as the processor saw it.
///
/// Immutable; any thread.
///
/// @param <T> the record
public abstract class RecordCode<T> extends ClassCode<T> {
  protected RecordCode(Class<T> type, String name, FieldCode... fields) {
    super(type, name, fields);
  }

  /// A record of the components in `slots`. What the record's own constructor throws goes through.
  public abstract T make(Slots slots);
}

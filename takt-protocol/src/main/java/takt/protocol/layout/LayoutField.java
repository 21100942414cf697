package takt.protocol.layout;

/// A named value of a layout: a field of an entity, of a record, of an input.
///
/// Immutable; any thread.
///
/// @param boxed whether it is a number or flag that may be without a value
/// @param shared whether everyone who is sent it at all is sent its value: false where it is `to` some
/// @param isPosition whether it is a coordinate
public record LayoutField(String name, LayoutType type, boolean boxed, boolean shared, boolean isPosition) {
  /// Whether a bit before the value says that there is one.
  public boolean mayBeWithout() {
    return switch (type) {
      case LayoutType.Flag _,LayoutType.Full _,LayoutType.Stepped _ -> boxed || !shared;
      case LayoutType.Ref _,LayoutType.Person _ -> false;
      default -> true;
    };
  }
}

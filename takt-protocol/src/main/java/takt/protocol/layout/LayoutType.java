package takt.protocol.layout;

import java.util.ArrayList;
import java.util.List;

/// What a value in a layout is: the types of the schema document, ready to read and write bits by.
///
/// Immutable; any thread. `docs/PROTOCOL.md`, *Values*, has their bits; [PackedValues] reads and writes them.
public sealed interface LayoutType {
  /// A type that travels as a whole number of a known range.
  sealed interface Stepped extends LayoutType {
    Points points();
  }

  /// `true` or `false`.
  record Flag() implements LayoutType {}

  /// A whole number.
  record Whole(Points points) implements Stepped {}

  /// A number on a grid.
  record Real(Grid grid, Points points) implements Stepped {}

  /// A number in full.
  record Full() implements LayoutType {}

  /// An angle.
  record Angle(Compass compass, Points points) implements Stepped {}

  /// A text of at most `max` UTF-16 code units.
  record Text(int max) implements LayoutType {}

  /// Who somebody is anywhere: a text.
  record PlayerId() implements LayoutType {
    /// The longest, in UTF-8.
    public static final int BYTES_MAX = 1024;
  }

  /// One of some names.
  record Choice(List<String> of) implements LayoutType {}

  /// A record.
  ///
  /// @param names the fields' names, behind `type`: what one of some records says first
  record Struct(String name, List<LayoutField> fields, NamedValues.Names names) implements LayoutType {
    public Struct(String name, List<LayoutField> fields) {
      this(name, fields, names(fields));
    }

    private static NamedValues.Names names(List<LayoutField> fields) {
      List<String> names = new ArrayList<>();
      names.add("type");
      for (LayoutField field : fields) names.add(field.name());
      return new NamedValues.Names(names);
    }
  }

  /// One of some records.
  record OneOf(List<Struct> of) implements LayoutType {}

  /// An entity, by its id.
  record Ref() implements LayoutType {}

  /// A player in the room, by their number.
  record Person() implements LayoutType {}

  /// Several values.
  record Many(LayoutType of, int max) implements LayoutType {}

  /// Values by keys.
  record Table(LayoutType key, LayoutType of, int max) implements LayoutType {
    /// Whether in JSON it is an object, else an array of pairs.
    public boolean isNamed() {
      return switch (key) {
        case Text _,PlayerId _,Choice _,Whole _,Person _,Ref _ -> true;
        default -> false;
      };
    }
  }

  /// Milliseconds left.
  record Alarm() implements LayoutType {}
}

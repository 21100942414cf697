package takt.server.replication;

import java.util.ArrayList;
import java.util.List;
import takt.protocol.layout.LayoutField;
import takt.schema.Audience;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;

/// The columns of one part's entities, or of the room itself.
///
/// Immutable; any thread.
final class Table {
  private final String name;
  private final Audience existence;
  private final Column[] columns;
  private final boolean usesShown;
  private final OwnColumns own;

  private Table(String name, Audience existence, List<Column> columns) {
    this.name = name;
    this.existence = existence;
    this.columns = columns.toArray(Column[]::new);
    boolean uses = existence == Audience.SHOWN;
    for (Column column : columns) uses |= column.to() == Audience.SHOWN;
    usesShown = uses;
    own = new OwnColumns(own(true));
  }

  /// @param layout the sent fields, in order; there may be more
  static Table of(String name, ClassCode<?> code, Audience existence, List<LayoutField> layout) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      FieldCode.Sent sent = field.sent();
      if (sent != null)
        columns.add(new Column(field.name(), i, field.boxed(), sent.as(), sent.to(),
            layout.get(columns.size())));
    }
    return new Table(name, existence, columns);
  }

  /// What clients call it.
  String name() {
    return name;
  }

  /// Who may know that one of its entities exists.
  Audience existence() {
    return existence;
  }

  Column[] columns() {
    return columns;
  }

  /// The columns that are not the same for all who know of an entity, where some may not be known.
  OwnColumns own() {
    return own;
  }

  /// Which columns are not the same for all who know of an entity.
  ///
  /// @param someHide whether there are entities that not everyone may know, so that not everyone may be told what
  ///   refers to them
  boolean[] own(boolean someHide) {
    boolean[] own = new boolean[columns.length];
    for (int c = 0; c < columns.length; c++) {
      own[c] = columns[c].to() != Audience.EVERYONE || someHide && (columns[c].isRef() || columns[c].holdsRefs());
    }
    return own;
  }

  /// Whether it matters to whom an entity was shown.
  boolean usesShown() {
    return usesShown;
  }
}

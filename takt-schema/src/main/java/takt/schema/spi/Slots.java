package takt.schema.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values on their way into a record or an object, by the place of their field: numbers unboxed.
///
/// One thread at a time; reusable.
public final class Slots {
  private long[] wholes;
  private double[] reals;
  private @Nullable Object[] values;

  public Slots(int fields) {
    wholes = new long[fields];
    reals = new double[fields];
    values = new Object[fields];
  }

  public long whole(int field) {
    return wholes[field];
  }

  public boolean flag(int field) {
    return wholes[field] != 0;
  }

  public double real(int field) {
    return reals[field];
  }

  public @Nullable Object value(int field) {
    return values[field];
  }

  public void whole(int field, long value) {
    wholes[field] = value;
  }

  public void real(int field, double value) {
    reals[field] = value;
  }

  public void value(int field, @Nullable Object value) {
    values[field] = value;
  }

  /// Takes over all values of others, of as many fields.
  public void set(Slots others) {
    System.arraycopy(others.wholes, 0, wholes, 0, wholes.length);
    System.arraycopy(others.reals, 0, reals, 0, reals.length);
    System.arraycopy(others.values, 0, values, 0, values.length);
  }

  /// Empties all slots and makes room for as many fields.
  public Slots clear(int fields) {
    if (fields > wholes.length) {
      wholes = new long[fields];
      reals = new double[fields];
      values = new Object[fields];
    } else {
      Arrays.fill(wholes, 0);
      Arrays.fill(reals, 0);
      Arrays.fill(values, null);
    }
    return this;
  }
}

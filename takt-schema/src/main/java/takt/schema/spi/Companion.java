package takt.schema.spi;

import java.util.List;

/// What the processor wrote for one top-level class `X`, as the public class `X_Takt` beside it.
///
/// Immutable; any thread. It has a public constructor without parameters.
public interface Companion {
  /// The version of this contract. A companion of another is refused with the advice to compile again.
  int VERSION = 1;

  /// The [#VERSION] it was written for.
  int version();

  /// The codes of the top-level class and of the classes in it.
  List<ClassCode<?>> codes();
}

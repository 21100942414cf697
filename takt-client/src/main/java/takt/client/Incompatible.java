package takt.client;

/// The server's game and this build's have grown apart: a field that both know is of another kind there.
///
/// Immutable; any thread. What can be bridged is: fields that one end lacks, other bounds, other places. What cannot
/// is refused where the class is first used, before anything wrong is shown or sent.
public final class Incompatible extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String field;

  Incompatible(String field, String here, String there) {
    super("'" + field + "' is " + here + " in this build and " + there + " at the server: update this client, or give"
        + " the changed field another name");
    this.field = field;
  }

  /// The field, behind the name of its class: `ship.hp`.
  public String field() {
    return field;
  }
}

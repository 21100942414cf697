package takt.server.session;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import takt.protocol.frame.ErrorCode;
import takt.schema.PlayerId;
import takt.schema.Refusal;
import takt.server.Authenticator;
import takt.server.Credentials;
import takt.server.Identity;

/// Finds out who shows credentials.
///
/// Asked and answering on the front desk's thread; the check itself runs elsewhere, for it may block. It keeps nothing.
final class Authentication {
  private final FrontDesk.AuthDoor door;
  private final Ids ids;
  private final Executor desk;

  /// Who somebody is, or why nobody knows.
  sealed interface Result {
    record Known(Identity identity) implements Result {}

    record Unknown(ErrorCode code, String text) implements Result {}
  }

  /// @param desk leads back to the desk's thread; takes all
  Authentication(FrontDesk.AuthDoor door, Ids ids, Executor desk) {
    this.door = door;
    this.ids = ids;
    this.desk = desk;
  }

  /// The answer comes at once, for guests, or in a later turn.
  void check(Credentials credentials, Consumer<Result> answer) {
    Authenticator authenticator = door.authenticator();
    if (credentials.token().isEmpty() && door.guests()) {
      answer.accept(new Result.Known(guest(credentials)));
    } else if (authenticator == null) {
      answer.accept(unknown("a token is shown, but this server takes guests only"));
    } else {
      door.elsewhere().execute(() -> {
        Result result = ask(authenticator, credentials);
        desk.execute(() -> answer.accept(result));
      });
    }
  }

  private Identity guest(Credentials credentials) {
    String id = ids.next(64);
    String name = credentials.name().isBlank() ? "Guest " + id.substring(0, 4) : credentials.name();
    return new Identity(new PlayerId("guest:" + id), name);
  }

  private static Result ask(Authenticator authenticator, Credentials credentials) {
    try {
      Identity identity = authenticator.authenticate(credentials);
      // Not every game is checked for nulls: one here is somebody who is not known.
      return identity == null ? unknown("nobody is known by these credentials") : new Result.Known(identity);
    } catch (Refusal refusal) {
      return unknown(refusal.reason());
    } catch (Throwable e) {
      System.getLogger("takt.auth").log(System.Logger.Level.ERROR, "the authenticator failed", e);
      return new Result.Unknown(ErrorCode.SERVER_ERROR, "the server could not check who you are");
    }
  }

  private static Result unknown(String text) {
    return new Result.Unknown(ErrorCode.UNAUTHENTICATED, text);
  }
}

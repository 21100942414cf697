package takt.server.room;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Player;
import takt.schema.Refusal;
import takt.server.CloseReason;
import takt.server.Failure;
import takt.server.Knock;
import takt.server.LeaveReason;
import takt.server.Tick;

/// Every call into a room's own code: what it throws ends here, is reported, and harms nobody else.
///
/// Owned by the room's thread. A [Refusal] is an answer where one was asked for, a fault elsewhere.
final class Calls extends Tick.Control {
  private final RoomBody body;
  private final Tick tick = make();

  Calls(RoomBody body) {
    this.body = body;
  }

  void onCreate() {
    run("onCreate", body.hooks()::onCreate);
  }

  void onRestore() {
    run("onRestore", body.hooks()::onRestore);
  }

  @Nullable Refusal onKnock(Knock knock) {
    return ask("onKnock", () -> body.hooks().onKnock(knock));
  }

  @Nullable Refusal onJoin(Player p) {
    return ask("onJoin", () -> body.hooks().onJoin(p));
  }

  void onDisconnect(Player p) {
    run("onDisconnect", () -> body.hooks().onDisconnect(p));
  }

  void onReconnect(Player p) {
    run("onReconnect", () -> body.hooks().onReconnect(p));
  }

  void onLeave(Player p, LeaveReason why) {
    run("onLeave", () -> body.hooks().onLeave(p, why));
  }

  void onClose(CloseReason why) {
    run("onClose", () -> body.hooks().onClose(why));
  }

  void onTick(long wallMs) {
    try {
      body.hooks().onTick(rewrite(tick, body.tick(), body.clock().stepSeconds(), wallMs));
    } catch (Throwable e) {
      body.faults().report(body, "onTick", e);
    }
  }

  void alarm(String name, Runnable what) {
    run(name, what);
  }

  <K> void alarm(String name, Consumer<K> what, K key) {
    try {
      what.accept(key);
    } catch (Throwable e) {
      body.faults().report(body, name, e);
    }
  }

  void task(String name, Runnable then) {
    run(name, then);
  }

  void taskFailed(String name, Failure failure) {
    body.faults().report(body, name, new IllegalStateException("task " + name + " failed: " + failure.message()
        + "; take failures by .onFailure(…) where the task is declared"));
  }

  void drive(Consumer<Player> driver, Player bot) {
    try {
      driver.accept(bot);
    } catch (Refusal _) {
      body.metrics().commandsRefused.add(1);
    } catch (Throwable e) {
      body.faults().report(body, "bots", e);
    }
  }

  private void run(String callback, Runnable what) {
    try {
      what.run();
    } catch (Throwable e) {
      body.faults().report(body, callback, e);
    }
  }

  private @Nullable Refusal ask(String callback, Runnable what) {
    try {
      what.run();
    } catch (Refusal refusal) {
      return refusal;
    } catch (Throwable e) {
      body.faults().report(body, callback, e);
    }
    return null;
  }
}

package arena;

import static takt.schema.Audience.OWNER;

import org.jspecify.annotations.Nullable;
import takt.schema.*;

/// What stays of a player when the ship is lost: the score, and a bot's mind.
final class Pilot extends Entity {
  static final int COLOURS = 12;

  @Sync(max = 9999) int kills, deaths;
  /// Kills since the last launch.
  @Sync(max = 9999) int streak;
  /// Which colour it flies under where there are no teams; nobody else here has it while there are enough.
  @Sync(max = COLOURS - 1) int colour;
  /// When the next ship is ready; 0 while there is one.
  @Sync(max = 1e9, to = OWNER) int launchTick;
  /// When it came.
  long sinceTick;
  final Mind mind = new Mind();

  /// What a bot has decided, until it thinks again.
  @Saved static final class Mind {
    /// From 0, who shoots at where a target was, to 1, who hits.
    double skill;
    /// How much of it shows now.
    double form;
    int thinkTicks;
    @Nullable Ship prey;
    @Nullable Supply errand;
    double aimError;
    boolean trigger;
    /// Which way round it circles its prey: −1 or 1.
    int swerve = 1;
    double roamX, roamY;
    /// Where it last got somewhere, and when: who has not for a while is stuck.
    double wasX, wasY;
    long wasTick;
  }
}

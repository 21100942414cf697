package takt.server.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Habit;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.TrainedHabits;
import takt.protocol.json.Json;
import takt.schema.Audience;
import takt.server.Room;
import takt.server.room.RoomType;

/// Finds out how the entities of a room use to move, by playing it: what `takt train` does.
///
/// One thread; nothing in it depends on time or chance but the seeds. Rooms of the first seeds are learned from, twice:
/// how to guess, then how well that goes. Rooms of the others, which nothing was learned from, show what it is worth,
/// part by part: rooms that begin with what was found out, beside rooms that begin with nothing.
public final class Training {
  /// The share of its bits that a part must save to be worth a place in the layout.
  private static final double WORTH = 0.01;

  private final RoomType type;
  private final Crew crew;
  private final int seconds;

  /// Who plays rooms that send no bots of their own.
  public interface Crew {
    /// Somebody's hands: asked once a tick for the values of an input.
    ///
    /// @param schema the room's
    Supplier<Json> hands(Json schema, int tickRateHz, long seed);
  }

  /// What was found out.
  ///
  /// @param habits those that help
  public record Outcome(TrainedHabits habits, List<Figures> parts) {}

  /// What a part takes in rooms that nothing was learned from.
  ///
  /// @param isAlone whether its entities are coded one by one, under interest
  /// @param rows how many were looked at: of nobody nothing is known
  public record Figures(String name, boolean isAlone, long rows, double bitsUntrained, double bitsTrained) {
    /// Whether it is worth a place in the layout.
    public boolean helps() {
      return rows > 0 && bitsTrained < bitsUntrained * (1 - WORTH);
    }
  }

  /// @param seconds of each run
  /// @throws IllegalStateException if the class is none that Takt can run, or ticks on demand
  public Training(String name, Supplier<? extends Room> factory, Crew crew, int seconds) {
    type = RoomType.untrained(name, factory);
    this.crew = crew;
    this.seconds = seconds;
  }

  /// Plays and learns.
  ///
  /// @param train seeds of rooms to learn from
  /// @param test seeds of rooms to compare in
  /// @throws IllegalStateException if the room's code fails, or ticks on demand
  public Outcome run(List<Long> train, List<Long> test) {
    List<Learner> learners = new ArrayList<>();
    for (long seed : train) {
      each(seed, learners, (learner, now, past) -> learner.habits.learn(now, past));
    }
    learners.forEach(Learner::beginCounting);
    for (long seed : train) {
      each(seed, learners, (learner, now, past) -> learner.habits.count(now, past));
    }
    learners.forEach(Learner::decide);
    for (long seed : test) {
      learners.forEach(Learner::beginTrial);
      each(seed, learners, Learner::compare);
    }
    List<Figures> figures = learners.stream().map(Learner::figures).toList();
    Map<String, Habit> helping = new LinkedHashMap<>();
    for (int i = 0; i < learners.size(); i++) {
      if (figures.get(i).helps()) helping.put(figures.get(i).name, learners.get(i).found);
    }
    return new Outcome(TrainedHabits.of(type.roomLayout(), helping), figures);
  }

  private interface Look {
    void at(Learner learner, Rows now, Rows[] past);
  }

  /// Plays a room and shows each learner its part, as often as it can be told against older snapshots.
  private void each(long seed, List<Learner> learners, Look look) {
    Rehearsal rehearsal = new Rehearsal(type, crew, seed);
    Capture capture = rehearsal.capture();
    if (capture.tickRateHz() == 0) {
      throw new IllegalStateException(type.name() + " ticks on demand: nothing in it moves by itself");
    }
    Consumer<Snapshot> show = snapshot -> {
      if (learners.isEmpty()) learners.addAll(learners(capture, snapshot));
      for (Learner learner : learners) {
        Rows[] past = capture.past(snapshot, learner.t);
        if (past != null) look.at(learner, snapshot.entities().get(learner.t), past);
      }
    };
    rehearsal.play(seconds, show);
  }

  private List<Learner> learners(Capture capture, Snapshot first) {
    List<Learner> learners = new ArrayList<>();
    for (int t = 0; t < first.entities().size(); t++) {
      Rows rows = first.entities().get(t);
      boolean some = rows.table().existence() != Audience.EVERYONE && !capture.isUnderInterest(t);
      boolean moves = !capture.shapes().get(t).stepped().isEmpty();
      // What only some may know of is not coded by habits.
      if (!some && moves) learners.add(new Learner(t, type.roomLayout().entities().get(t).name(), capture, rows));
    }
    return learners;
  }

  /// Learns of one part.
  private static final class Learner {
    private final int t;
    private final String name;
    private final PartShape shape;
    private final Rows nobody;
    private final boolean[] hidden;
    private final int tickRateHz;
    private final int spacing;
    private final boolean isAlone;
    private final int older;
    private final Habits habits;
    private Habit found;
    private @Nullable Trial untrained;
    private @Nullable Trial trained;
    private long rows;
    private long bitsUntrained;
    private long bitsTrained;

    private Learner(int t, String name, Capture capture, Rows nobody) {
      this.t = t;
      this.name = name;
      this.nobody = nobody;
      shape = capture.shapes().get(t);
      hidden = nobody.table().own(capture.someHide());
      tickRateHz = capture.tickRateHz();
      spacing = capture.spacing();
      isAlone = capture.isUnderInterest(t);
      older = isAlone ? Math.min(Chunks.DEPTH_MAX, Habits.olderOf(spacing)) : Habits.olderOf(spacing);
      habits = new Habits(shape, nobody, hidden, tickRateHz, spacing, older, true);
      found = shape.untrained();
    }

    private void beginCounting() {
      habits.beginCounting(shape.untrained());
    }

    private void decide() {
      found = habits.counted();
    }

    private void beginTrial() {
      close();
      untrained = trial(shape.untrained());
      trained = trial(found);
    }

    private Trial trial(Habit first) {
      return new Trial(shape.with(first), nobody, hidden, tickRateHz, spacing, older, isAlone);
    }

    private void compare(Rows now, Rows[] past) {
      if (untrained != null) untrained.code(now, past);
      if (trained != null) trained.code(now, past);
    }

    private void close() {
      if (untrained == null || trained == null) return;
      rows += untrained.rows();
      bitsUntrained += untrained.bits();
      bitsTrained += trained.bits();
      untrained = null;
      trained = null;
    }

    private Figures figures() {
      close();
      double each = Math.max(1, rows);
      return new Figures(name, isAlone, rows, bitsUntrained / each, bitsTrained / each);
    }
  }
}
